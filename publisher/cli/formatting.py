"""`publisher format`: canonical Turtle."""

import os
from pathlib import Path

from publisher.cli.commands import Context
from publisher.errors import SettingsError
from publisher.settings import FOLDERS
from publisher.syntax.formatter import format_paths


def run(context: Context) -> int:
    """Rewrite Turtle, or with --check only say what would change; 1 if so, or if a file had to be refused."""
    paths = context.asked.paths or _folders(context.settings.root)
    for path in paths:
        if not path.exists():
            raise SettingsError(f"{path} does not exist")
    result = format_paths([Path(os.path.relpath(path)) for path in paths], check=context.asked.check)
    for path in result.changed:
        print(f"{path}: {'would be' if context.asked.check else 'was'} rewritten")
    for fault in result.faults:
        context.tell(str(fault))
    return 1 if result.faults or (context.asked.check and result.changed) else 0


def _folders(root: Path) -> list[Path]:
    return [root / folder for folder in FOLDERS if (root / folder).is_dir()]
