"""nginx: the same bytes under the same headers as files, one document in several formats, and the dumps."""

import getpass
import http.client
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from parties import WORKERS, Ground, Missing, Party, origin, running
from support import free_port


@dataclass(frozen=True)
class Variant:
    """An answer of publisher's: to which Accept, its headers, its bytes and those in the gzip coding."""

    accept: str
    suffix: str
    headers: Mapping[str, str]
    body: bytes
    packed: bytes


# nginx makes these itself.
OWN_HEADERS = frozenset(
    (
        "content-type",
        "content-length",
        "content-encoding",
        "etag",
        "last-modified",
        "date",
        "server",
        "connection",
        "x-request-id",
    )
)
NGINX = """\
daemon off;
{user}
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  access_log {folder}/access.log;
  client_body_temp_path {folder}/temp;
  proxy_temp_path {folder}/temp;
  fastcgi_temp_path {folder}/temp;
  uwsgi_temp_path {folder}/temp;
  scgi_temp_path {folder}/temp;
  types {{ {types} }}
  {maps}
  server {{
    listen 127.0.0.1:{port};
    location = {path} {{
      root {folder}/files;
      try_files /document.$suffix =404;
      gzip_static on;
      {headers}
      add_header X-Request-Id $request_id;
    }}
    location /dumps/ {{ alias {dumps}/; }}
  }}
}}
"""


@contextmanager
def nginx(ground: Ground, variants: Sequence[Variant], path: str, modified: float, dumps: Path) -> Iterator[Party]:
    """Run nginx with the variants of one document as files, chosen by Accept, and with a folder of dumps."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
    if not program:
        raise Missing("nginx is not installed")
    folder, port = ground.folder / "nginx", free_port()
    (folder / "files").mkdir(parents=True)
    for variant in variants:
        for name, content in (("", variant.body), (".gz", variant.packed)):
            file = folder / "files" / f"document.{variant.suffix}{name}"
            file.write_bytes(content)
            os.utime(file, (modified, modified))
    names = sorted({name for variant in variants for name in variant.headers} - OWN_HEADERS)
    settings = NGINX.format(
        # Its workers would be somebody else, who may not read here.
        user=f"user {getpass.getuser()};" if os.getuid() == 0 else "",
        workers=WORKERS,
        folder=folder,
        port=port,
        path=path,
        dumps=dumps,
        types=" ".join(f"{_quoted(variant.headers['content-type'])} {variant.suffix};" for variant in variants),
        maps="\n  ".join(_maps(variants, names)),
        headers="\n      ".join(f"add_header {name} $of_{number};" for number, name in enumerate(names)),
    )
    (folder / "nginx.conf").write_text(settings)
    serving = [program, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    with running("nginx", port, serving, folder) as pid:
        for one in variants:
            same = fetched_variant(origin(port), path, one.accept, one.suffix)
            assert (same.body, same.packed) == (one.body, one.packed), one.accept
            assert same.headers.keys() >= one.headers.keys(), one.headers.keys() - same.headers.keys()
        yield Party("nginx", origin(port), pid, ground.thing, has_documents=True)


def _maps(variants: Sequence[Variant], names: Sequence[str]) -> Iterator[str]:
    """Yield the maps from Accept to a suffix, and from a suffix to each header."""
    yield _map("http_accept", "suffix", {one.accept: one.suffix for one in variants})
    for number, name in enumerate(names):
        yield _map("suffix", f"of_{number}", {one.suffix: one.headers.get(name, "") for one in variants})


def _map(source: str, name: str, values: Mapping[str, str]) -> str:
    """Return a map of nginx's from one variable to another; a header that is empty is not sent."""
    lines = " ".join(f"{_quoted(key)} {_quoted(value)};" for key, value in values.items())
    return f"map ${source} ${name} {{ {lines} }}"


def _quoted(text: str) -> str:
    assert "$" not in text, text
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def fetched_variant(origin: str, path: str, accept: str, suffix: str) -> Variant:
    """Fetch one answer of publisher's, with the bytes as they are sent."""
    headers, body = _fetched(origin, path, {"Accept": accept})
    _, packed = _fetched(origin, path, {"Accept": accept, "Accept-Encoding": "gzip"})
    return Variant(accept, suffix, headers, body, packed)


def _fetched(origin: str, path: str, headers: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=60)
    try:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        assert answer.status == 200, (path, answer.status)
        return {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()
