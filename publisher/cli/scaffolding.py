"""`publisher new`: a small site that passes its checks, to start from."""

import os
import shlex
import shutil
import sys
from importlib.resources import as_file, files
from pathlib import Path

from publisher.cli.commands import Context
from publisher.errors import SettingsError, SurroundingsError


def run(context: Context) -> int:
    """Copy the small site into a new folder, or into one that is empty."""
    folder = context.asked.dir
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise SettingsError(f"{folder} is there already and not empty: name another folder")
        with as_file(files("publisher") / "scaffold") as scaffold:
            shutil.copytree(scaffold, folder, dirs_exist_ok=True)
    except OSError as error:
        raise SurroundingsError(f"cannot write {folder}: {error.strerror}") from None
    print(f"made {folder}; next: {called()} serve --site {shlex.quote(str(folder))}")
    return 0


def called() -> str:
    """Return how the command was called: `publisher` where that finds it, or its path, or `python -m publisher`."""
    program = sys.argv[0]
    if Path(program).name == "__main__.py":
        return shlex.join(sys.orig_argv[: 1 - len(sys.argv)])
    found = shutil.which(Path(program).name)
    is_on_path = found is not None and os.path.exists(program) and os.path.samefile(found, program)
    return shlex.quote(Path(program).name if is_on_path else program)
