"""Refuse a request: an error that says what is wrong and what to do (RFC 9457)."""

from collections.abc import Callable
from typing import Any, NoReturn

from werkzeug.exceptions import HTTPException

from publisher.rendering.html import Reading


class Problem(HTTPException):
    """An answer that is an error: `detail` says what is wrong and what to do, `members` extend RFC 9457's own.

    `reason` is a word by which programs tell one 503 from another; `cause` is for the log, beside it. `page` writes a
    page that serves a reader better than the common one.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        headers: dict[str, str] | None = None,
        page: Callable[[Reading], str] | None = None,
        reason: str | None = None,
        cause: str = "",
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.code = status
        self.detail, self.headers, self.page = detail, headers or {}, page
        self.reason, self.cause, self.members = reason, cause, {"reason": reason, **members}


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **members: Any) -> NoReturn:
    """End the request with an error that says what is wrong and what to do (see `Problem`)."""
    raise Problem(status, detail, headers, **members)
