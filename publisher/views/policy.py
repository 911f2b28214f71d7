"""What pages may load (Content Security Policy Level 3): nothing of another host."""

OF_PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The query page's: its editor measures and places what it shows by styles of its elements; nothing else is looser.
OF_EDITOR = OF_PAGES.replace("style-src 'self';", "style-src 'self'; style-src-attr 'unsafe-inline';")
