# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Errors that the collection raises on purpose.

Each says in one line what was asked, what came back and what to do next; `failure()` says the same to playbooks.
Texts are already free of secrets when an error is built by the transport.
"""

from __future__ import annotations

import shlex
from typing import Any

#: Closed set of `failure.code`. A release may add a code; it never changes the meaning of one.
CODES: dict[str, str] = {
    "access_denied": "the identity is known but may not do this",
    "already_exists": "something of that name is there already",
    "ambiguous_name": "several things have the name that the task gives",
    "authentication_failed": "no credential, or one that the server rejected (sign-in pages included)",
    "classic_pipelines_disabled": "the project or organisation forbids creating classic pipelines",
    "collection_not_found": "the URL does not lead to a project collection or organisation",
    "collection_stopped": "an administrator stopped the collection, or the service deactivated the organisation",
    "conflict": "somebody else changed the object, or its state forbids the request",
    "connection_failed": "the server could not be reached, or the connection broke",
    "error": "an error that fits no other code",
    "incomplete": "some of many failed; `results` says which, and what became of the others",
    "invalid_option": "an option of the task is missing or wrong; nothing was sent",
    "invalid_request": "the server understood the request and calls it invalid",
    "invalid_response": "the answer is not what the REST API answers (not JSON, truncated, no end of pages)",
    "missing_library": "a Python library is not installed where the module runs",
    "not_found": "the object does not exist, or the identity may not see it",
    "project_not_found": "the project does not exist, or the identity may not see it",
    "retained": "builds or leases keep the object from being deleted",
    "route_not_found": "the server answers, but has nothing at this address: wrong URL, or an older product",
    "server_error": "the server failed (HTTP 5xx)",
    "throttled": "the service limits this identity and the wait would be too long",
    "timeout": "no answer within `timeout` seconds",
    "tls_failed": "no trusted TLS connection",
    "unexpected_redirect": "the server sends us elsewhere; credentials do not follow",
    "unknown_name": "nothing has the name that the task gives, or the identity may not see it",
    "unsafe_content": "an artifact holds paths or links that lead out of its folder, or more than is allowed",
    "version_not_supported": "the server has no such api-version for this",
}


#: what a message says in addition where the answer to a write was lost
_UNKNOWN = "Whether the server carried it out is not known: run the task again, which looks first"


def one_line(text: str) -> str:
    """`text` with every run of white space, line ends included, as one blank."""
    return " ".join(text.split())


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


class AzdoError(Exception):
    """Base of all errors that a user may see.

    `problem` says what happened, `hint` what to do next. `status`, `type_key`, `server_message`, `activity_id` and
    `url` describe the server's answer, where there was one. `maybe_committed` is true when the server may have done
    what was asked in spite of the error: read again before you repeat. `retry_after` is what the server asked to
    wait, in seconds.
    """

    code = "error"

    def __init__(
        self,
        problem: str,
        *,
        hint: str = "",
        code: str | None = None,
        status: int | None = None,
        type_key: str | None = None,
        server_message: str | None = None,
        activity_id: str | None = None,
        url: str | None = None,
        maybe_committed: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(problem)
        if code is not None:
            self.code = code
        self.problem = one_line(problem)
        self.hint = one_line(hint)
        self.status = status
        self.type_key = type_key
        self.server_message = one_line(server_message) if server_message else None
        self.activity_id = activity_id
        self.url = url
        self.maybe_committed = maybe_committed
        self.retry_after = retry_after
        #: further keys of the result of a task that fails with this
        self.result: dict[str, Any] = {}

    @property
    def message(self) -> str:
        """One line for people."""
        parts = (self.problem, self.hint[:1].upper() + self.hint[1:], _UNKNOWN if self.maybe_committed else "")
        return " ".join(_sentence(part) for part in parts if part)

    def __str__(self) -> str:
        return self.message

    def failure(self) -> dict[str, Any]:
        """What a module returns as `failure`: always the same six keys, None where there is nothing to say."""
        return {
            "code": self.code,
            "status": self.status,
            "type_key": self.type_key,
            "message": self.server_message or self.problem,
            "activity_id": self.activity_id,
            "url": self.url,
        }


class OptionError(AzdoError):
    """An option of the task is missing or wrong. Nothing was sent."""

    code = "invalid_option"

    def __init__(self, option: str, problem: str, remedy: str = "", **details: Any) -> None:
        super().__init__(f"{option}: {problem}", hint=remedy, **details)
        self.option = option


class IncompleteError(AzdoError):
    """Some of many failed. ``lines`` is a table of them, for people; what was done is in the result."""

    code = "incomplete"

    def __init__(self, problem: str, lines: list[str], result: dict[str, Any]) -> None:
        super().__init__(problem, hint="Mend what is listed, and run the task again: it does the rest")
        self.lines = [one_line(line) for line in lines]
        self.result = result

    @property
    def message(self) -> str:
        """A line for people, and the table below it."""
        return "\n".join([super().message, *self.lines])


class MissingLibraryError(AzdoError):
    """A Python library is missing. `traceback` is that of the failed import."""

    code = "missing_library"

    def __init__(self, library: str, traceback: str | None = None, *, purpose: str = "") -> None:
        super().__init__(
            f"The Python library {library} is not installed where this module runs{purpose and ' ' + purpose}",
            hint=f"Install it there, for example with: python3 -m pip install {shlex.quote(library)}",
        )
        self.library = library
        self.traceback = traceback


class AuthenticationError(AzdoError):
    """No credential, or a rejected one: 401, a sign-in page with 200 or 203, a redirect to one (api-facts §3.3)."""

    code = "authentication_failed"
    #: where the credential came from, never what it is; '' where none was sent, None as long as nobody has said
    credential: str | None = None

    @property
    def message(self) -> str:
        """One line for people."""
        return super().message + (f" The credential is that of {self.credential}." if self.credential else "")


class PermissionError_(AzdoError):  # noqa: N801
    """403: the identity may not do this."""

    code = "access_denied"


class NotFoundError(AzdoError):
    """404, or a type key that says so. The service answers 404 also for what the identity may not see."""

    code = "not_found"


class UnknownNameError(NotFoundError):
    """Nothing of the name that the task gives, or nothing that this identity may see. The hint lists what there is."""

    code = "unknown_name"


class AmbiguousNameError(AzdoError):
    """Several things of the name that the task gives; the message lists them."""

    code = "ambiguous_name"


class ConflictError(AzdoError):
    """The name is taken, the revision is old, or the state forbids the request."""

    code = "conflict"


class InvalidRequestError(AzdoError):
    """400 and its relatives: the server calls the request invalid."""

    code = "invalid_request"


class VersionError(AzdoError):
    """The server has no such api-version for this request (api-facts §1.2)."""

    code = "version_not_supported"


class ThrottledError(AzdoError):
    """429, or a pause that the service asked for and that is longer than `retry_max_wait` (api-facts §8)."""

    code = "throttled"


class ServerError(AzdoError):
    """5xx."""

    code = "server_error"


class ConnectionError_(AzdoError):  # noqa: N801
    """No connection, or one that broke."""

    code = "connection_failed"


class TimeoutError_(ConnectionError_):  # noqa: N801
    """No answer in time."""

    code = "timeout"


class ResponseError(AzdoError):
    """An answer that the REST API would not give."""

    code = "invalid_response"
