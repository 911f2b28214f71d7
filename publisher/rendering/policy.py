"""What pages may load (Content Security Policy Level 3): nothing of another host."""

from base64 import b64encode
from hashlib import sha256

# The one script that stands in pages: what shows by day or night as the reader has chosen must not wait for another.
THEME = 'try { document.documentElement.style.colorScheme = localStorage.getItem("theme") ?? ""; } catch {}'
_OF_THEME = b64encode(sha256(THEME.encode()).digest()).decode()

OF_PAGES = (
    f"default-src 'none'; script-src 'self' 'sha256-{_OF_THEME}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The query page's: its editor measures and places what it shows by styles of its elements; nothing else is looser.
OF_EDITOR = OF_PAGES.replace("style-src 'self';", "style-src 'self'; style-src-attr 'unsafe-inline';")
