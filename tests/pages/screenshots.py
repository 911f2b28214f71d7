"""Take pictures of pages, to be looked at: wide, phone, narrow, dark, Japanese, without script, as they are printed.

PYTHONPATH=tests python tests/pages/screenshots.py FOLDER http://127.0.0.1:8000/ http://127.0.0.1:8000/sparql …
"""

import re
import sys
from pathlib import Path
from typing import Any

from visiting import Visits, browsing

LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "phone": {"width": 390, "height": 844},
    "narrow": {"width": 320, "height": 640},
    "dark": {"width": 1280, "theme": "dark"},
    "japanese": {"width": 1280, "language": "ja"},
    "plain": {"width": 1280, "script": False},
    "print": {"width": 794},
}


def main(folder: Path, *addresses: str) -> None:
    """Write `ADDRESS-LOOK.png` for each address and look; end with what the browser complains of."""
    folder.mkdir(parents=True, exist_ok=True)
    with browsing() as browser, Visits(browser) as visits:
        for address in addresses:
            name = re.sub(r"\W+", "-", address.split("/", 3)[3]).strip("-")[:60] or "landing"
            for look, how in LOOKS.items():
                visit = visits(address, **how)
                visit.page.wait_for_load_state("networkidle")
                visit.page.emulate_media(media="print" if look == "print" else "screen")
                print(visit.screenshot(folder / f"{name}-{look}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
