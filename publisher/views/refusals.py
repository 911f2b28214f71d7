"""Refuse a request: an error that says what is wrong and what to do (RFC 9457)."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NoReturn

from werkzeug.exceptions import HTTPException

from publisher.rendering.html import Reading
from publisher.rendering.sentences import Sentence


class Problem(HTTPException):
    """An answer that is an error: `said` says what is wrong and what to do, `members` extend RFC 9457's own.

    `reason` is a word by which programs tell one 503 from another; `cause` is for the log, beside it. `page` writes a
    page that serves a reader better than the common one.
    """

    def __init__(
        self,
        status: int,
        said: Sentence | str,
        headers: dict[str, str] | None = None,
        page: Callable[[Reading], str] | None = None,
        reason: str | None = None,
        cause: str = "",
        **members: Any,
    ) -> None:
        super().__init__(str(said))
        self.code = status
        self.said, self.headers, self.page = said, headers or {}, page
        self.reason, self.cause, self.members = reason, cause, {"reason": reason, **members}


def problem(status: int, said: Sentence | str, headers: dict[str, str] | None = None, **members: Any) -> NoReturn:
    """End the request with an error that says what is wrong and what to do (see `Problem`)."""
    raise Problem(status, said, headers, **members)


def as_document(status: int, detail: str, members: Mapping[str, Any]) -> bytes:
    """Return an error as a problem document (RFC 9457)."""
    about = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return (json.dumps({**about, **members}, ensure_ascii=False, indent=1) + "\n").encode()
