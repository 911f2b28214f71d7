"""What pages may load (Content Security Policy Level 3): nothing of another host."""

_COMMON = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
OF_PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    f"connect-src 'self'; {_COMMON}"
)
# The query page's: its editor makes styles of its own (CodeMirror's measures, YASGUI's fold) and asks the endpoint.
OF_EDITOR = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    f"font-src 'self' data:; connect-src 'self'; {_COMMON}"
)
