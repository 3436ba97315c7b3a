# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: which requests they hit, and the answers that they put in place of the real ones."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from .auth import SIGN_IN_PAGE
from .errors import COMMON, ServiceError

BOM = "\ufeff"

# kind -> (meaning, parameters); what README and GET /_emulator/faults show
KINDS: dict[str, str] = {
    "latency": "wait `seconds` before handling",
    "throttle": "429 TF400733; `retry_after`: seconds, `date` for an HTTP date in `seconds`, or null",
    "retry_after": "the real answer with Retry-After: `seconds`",
    "rate_headers": "the real answer with `headers`, by default X-RateLimit-*",
    "server_error": "`status` 500, 502, 503 or 504; `offline` adds X-VSS-HostOfflineError, `bom` a BOM, `html` a page",
    "cut_before": "the connection is cut before the request is handled",
    "cut_after": "the connection is cut after the request was handled",
    "truncated": "the real answer, cut off after the share `keep` (0.5) of its body",
    "wrong_length": "the real answer, with a Content-Length that is `by` (10) more, or if negative less, than its body",
    "corrupt": "the real answer with one bit flipped in the byte `at` (default: the middle of the body)",
    "slow_body": "the real answer at `bytes_per_second`",
    "sign_in": "a sign-in page as `status` 203, 200 or 302, not handled",
    "content_type": "the real answer as `value`",
    "empty": "handled, then 200 with an empty body",
    "respond": "`status`, `body` (text or JSON), `headers`, not handled",
    "redirect": "`status` (302) to `location`, not handled",
    "edit": "somebody else applies the merge patch `patch` to the definition first (`id`, else the one in the path)",
    "delete_project": "the project `project`, by default that in the path, is deleted first",
}
# those that need the whole body before it is sent
BODIES = ("truncated", "wrong_length", "corrupt", "slow_body", "empty")
ANSWERS = ("throttle", "server_error", "sign_in", "respond", "redirect")
_RATE_HEADERS = {
    "X-RateLimit-Resource": "TSTU",
    "X-RateLimit-Delay": "0.5",
    "X-RateLimit-Limit": "200",
    "X-RateLimit-Remaining": "3",
}


@dataclass
class Fault:
    """Hits the `nth` matching request and `times` in all (null: for ever), each with `probability`."""

    kind: str
    verb: str | None = None
    path: str | None = None
    nth: int = 1
    times: int | None = 1
    probability: float = 1.0
    seed: int = 0
    parameters: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    fired: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._pattern = re.compile(self.path, re.IGNORECASE) if self.path else None

    @staticmethod
    def from_json(data: dict[str, Any]) -> Fault:
        """Raises ValueError for an unknown kind, a bad pattern or a bad number."""
        known = {"kind", "verb", "path", "nth", "times", "probability", "seed"}
        if data.get("kind") not in KINDS:
            raise ValueError(f"unknown fault {data.get('kind')!r}; known: {', '.join(KINDS)}")
        try:
            return Fault(
                **{name: value for name, value in data.items() if name in known},
                parameters={name: value for name, value in data.items() if name not in known},
            )
        except (re.error, TypeError) as error:
            raise ValueError(str(error)) from None

    def hits(self, verb: str, path: str) -> bool:
        """Counts a request; True when the fault takes effect on it. `path` is decoded, with the query."""
        if self.verb and self.verb.upper() != verb:
            return False
        if self._pattern and not self._pattern.search(path):
            return False
        self.seen += 1
        spent = self.times is not None and self.fired >= self.times
        if self.seen < self.nth or spent or self._random.random() >= self.probability:
            return False
        self.fired += 1
        return True

    def get(self, name: str, default: Any) -> Any:
        return self.parameters.get(name, default)

    def describe(self) -> dict[str, Any]:
        names = ("kind", "verb", "path", "nth", "times", "probability", "seed", "seen", "fired")
        return {**{name: getattr(self, name) for name in names}, **self.parameters}

    def added_headers(self) -> dict[str, str]:
        """What the real answer gets in addition."""
        if self.kind == "retry_after":
            return {"Retry-After": str(self.get("seconds", 1))}
        if self.kind == "rate_headers":
            return {name: str(value) for name, value in self.get("headers", _RATE_HEADERS).items()}
        if self.kind == "content_type":
            return {"content-type": self.get("value", "text/html; charset=utf-8")}
        return {}

    def answer(self) -> Response:
        """The answer of a fault whose kind is in ANSWERS."""
        return {
            "throttle": self._throttle,
            "server_error": self._server_error,
            "sign_in": self._sign_in,
            "respond": self._respond,
            "redirect": self._redirect,
        }[self.kind]()

    def _throttle(self) -> Response:
        error = ServiceError(
            429,
            "RequestBlockedException",
            "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource "
            "'Concurrency' in namespace 'User'.",
            "Microsoft.TeamFoundation.Framework.Server.{}, Microsoft.TeamFoundation.Framework.Server",
        )
        response = JSONResponse(error.body(), 429)
        wait = self.get("retry_after", 1)
        if wait == "date":
            moment = datetime.now(timezone.utc) + timedelta(seconds=self.get("seconds", 1))
            response.headers["Retry-After"] = format_datetime(moment, usegmt=True)
        elif wait is not None:
            response.headers["Retry-After"] = str(wait)
        return response

    def _server_error(self) -> Response:
        status = self.get("status", 503)
        if self.get("html", False):
            return HTMLResponse(f"<html><head><title>{status}</title></head><body>Service error</body></html>", status)
        message = "TF24668: The following team project collection is stopped: Emulator. Start the collection and then "
        message += "try again."
        if status != 503:
            message = "TF400898: An Internal Error Occurred."
        body = JSONResponse(ServiceError(status, "VssServiceException", message, COMMON).body()).body
        content = bytes(body)
        if self.get("bom", False):
            content = BOM.encode("utf-8") + content
        response = Response(content, status, media_type="application/json")
        response.headers["X-TFS-ServiceError"] = quote(message, safe="")
        if self.get("offline", False):
            response.headers["X-VSS-HostOfflineError"] = "1"
        return response

    def _sign_in(self) -> Response:
        status = self.get("status", 203)
        if status == 302:
            return RedirectResponse("https://spsprodsin1.vssps.visualstudio.com/_signin?realm=dev.azure.com", 302)
        return HTMLResponse(SIGN_IN_PAGE, status)

    def _respond(self) -> Response:
        body = self.get("body", "")
        if not isinstance(body, str):
            return JSONResponse(body, self.get("status", 200), self.get("headers", None))
        headers = dict(self.get("headers", {}))
        return Response(body.encode("utf-8"), self.get("status", 200), headers)

    def _redirect(self) -> Response:
        return RedirectResponse(self.get("location", "https://elsewhere.example/"), self.get("status", 302))
