"""Neighbours: servers that answer queries, each started with the site's dump as its own documentation says."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from parties import WORKERS, Ground, Missing, Party, Start, origin, running
from support import free_port
from virtuoso import virtuoso

# From PyPI into an environment of their own, when they are first asked for.
PACKAGES = ("oxigraph==0.5.13", "rdflib-endpoint[cli,oxigraph]==0.6.3")
ENVIRONMENT = Path(sys.prefix) / "rivals"
# Virtuoso's memory for a million triples with room to spare, and more threads than there are connections.
BUFFERS, VIRTUOSO_THREADS = 100_000, 32


@contextmanager
def oxigraph(ground: Ground) -> Iterator[Party]:
    """Run the Oxigraph server on a store on disk."""
    program = _from_pypi("oxigraph")
    location = ground.folder / "oxigraph"
    loading = [program, "load", "--location", location, "--file", ground.dump]
    subprocess.run(loading, check=True, capture_output=True)
    port = free_port()
    serving = [program, "serve-read-only", "--location", location, "--bind", f"127.0.0.1:{port}"]
    with running("Oxigraph server", port, serving, ground.folder) as pid:
        yield Party("Oxigraph server", origin(port), pid, ground.thing, "/query?query=")


@contextmanager
def rdflib_endpoint(ground: Ground) -> Iterator[Party]:
    """Run rdflib-endpoint on its faster store, Oxigraph in memory."""
    port = free_port()
    program = _from_pypi("rdflib-endpoint")
    serving = [program, "serve", "--store", "Oxigraph", "--host", "127.0.0.1", "--port", port, ground.dump]
    with running("rdflib-endpoint", port, serving, ground.folder) as pid:
        yield Party("rdflib-endpoint", origin(port), pid, ground.thing, "/?query=")


@contextmanager
def a_virtuoso(ground: Ground) -> Iterator[Party]:
    """Run Virtuoso with memory for all of the data."""
    for program in ("virtuoso-t", "isql-vt"):
        if not shutil.which(program):
            raise Missing(f"{program} is not installed")
    graph = "https://example.org/graph"
    with virtuoso(ground.folder / "virtuoso", ground.dump.parent, BUFFERS, VIRTUOSO_THREADS) as server:
        server.load(ground.dump, graph)
        parts = urlsplit(server.endpoint)
        endpoint = f"{parts.path}?default-graph-uri={quote(graph, safe='')}&query="
        yield Party("Virtuoso", f"http://{parts.netloc}", server.process.pid, ground.thing, endpoint)


@contextmanager
def bare(ground: Ground) -> Iterator[Party]:
    """Run a protocol that parses requests and answers from a dict: what a server in Python can reach."""
    port = free_port()
    serving = [sys.executable, Path(__file__).with_name("bare.py"), port, WORKERS]
    with running("a dict on uvloop", port, serving, ground.folder) as pid:
        yield Party("a dict on uvloop", origin(port), pid, ground.thing, "/?")


# Those that answer queries.
NEIGHBOURS: Mapping[str, Start] = MappingProxyType(
    {"Oxigraph server": oxigraph, "rdflib-endpoint": rdflib_endpoint, "Virtuoso": a_virtuoso}
)


def _from_pypi(name: str) -> Path:
    """Return a program of the rivals' own environment, which is made or brought up to date when need be."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True, capture_output=True)
    wanted = next(package for package in PACKAGES if package.startswith((f"{name}=", f"{name}[")))
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"pip could not install {wanted}: {done.stderr.strip().splitlines()[-1]}")
    return ENVIRONMENT / "bin" / name
