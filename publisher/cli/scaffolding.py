"""`publisher new`: a small site that passes its checks, to start from."""

import shutil
from importlib.resources import as_file, files

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
    print(f"made {folder}; next: publisher serve --site {folder}")
    return 0
