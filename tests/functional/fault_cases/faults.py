# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The faults: what happens to the decisive request of an operation, once or from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from functional.world import PROJECT

from .operation import Document, Operation

Spec = dict[str, Any]


@dataclass(frozen=True)
class Decisive:
    """The decisive request: its verb, its pattern, and its number among all of the task; ``url`` of the collection."""

    verb: str
    path: str
    number: int
    url: str

    def hit(self, kind: str, **parameters: Any) -> Spec:
        """A fault on it, the first time."""
        return {"kind": kind, "verb": self.verb, "path": self.path, **parameters}

    def on(self, kind: str, later: int = 0, **parameters: Any) -> Spec:
        """A fault on every request of any kind, from it on, or ``later``."""
        return {"kind": kind, "nth": self.number + later, "times": None, **parameters}


def _any(_operation: Operation) -> bool:
    return True


def _puts(operation: Operation) -> bool:
    """Writes that hold a revision, which may be stale."""
    return operation.decisive[0] == "PUT" and "definitions" in operation.decisive[1]


@dataclass(frozen=True)
class Fault:
    """`specs` are faults of the emulator. `options` replace those of the task.

    `lost`: nobody can tell from the answer whether the request was carried out. `lasting`: it makes sense that it hits
    every time too. `short`: the seconds that an answer to the decisive request is waited for. `patch`: what somebody
    else writes meanwhile. `gone`: the project is not there any more, so a second run cannot help.
    """

    name: str
    specs: Callable[[Decisive], list[Spec]]
    lost: bool = False
    lasting: bool = False
    short: float | None = None
    options: Document | None = None
    switches: Document | None = None
    patch: Document | None = None
    gone: bool = False
    suits: Callable[[Operation], bool] = _any


def _one(name: str, kind: str, how: Spec | None = None, **more: Any) -> Fault:
    return Fault(name, lambda decisive: [decisive.hit(kind, **(how or {}))], **more)


def _answer(name: str, status: int, body: Any, headers: Document | None = None, **more: Any) -> Fault:
    how: Spec = {"status": status, "body": body, **({"headers": headers} if headers else {})}
    return _one(name, "respond", how, **more)


#: seconds; an answer that takes longer than `SHORT` is no answer, and comes all the same
SHORT, LATE = 0.06, 0.16
BY_HAND = {"buildNumberFormat": "by hand", "dropLocation": "by hand"}
STALE = {"not_found": 404, "conflict": 409, "bad_request": 400}
JSON = {"Content-Type": "application/json"}
VERSION = {
    "typeKey": "VssVersionOutOfRangeException",
    "message": "The requested version 7.1 of the resource is out of range for this server.",
}


def _odd() -> list[Fault]:
    return [
        _answer("400 with a list", 400, [1, {"a": None}]),
        _answer("404 in plain text", 404, "no such thing", {"Content-Type": "text/plain"}),
        _answer("409 with a number", 409, 17),
        _answer("500 of another shape", 500, {"error": {"code": 5, "innererror": []}}, lost=True),
        _answer("200 with null", 200, "null", JSON, lost=True, lasting=True),
        _answer("200 with a list", 200, "[]", JSON, lost=True),
        _answer("200 with {}", 200, "{}", JSON, lost=True, lasting=True),
        _answer("200 with half a JSON", 200, '{"id": 1, "na', JSON, lost=True),
    ]


def _stale() -> list[Fault]:
    return [
        _one(
            f"an edit by somebody else, answered {status}",
            "edit",
            {"patch": BY_HAND},
            patch=BY_HAND,
            switches={"stale_revision": name},
            lasting=name == "not_found",
            suits=_puts,
        )
        for name, status in STALE.items()
    ]


def _midway() -> list[Fault]:
    """What does not pass while the task runs."""
    return [
        Fault("server gone from then on", lambda decisive: [decisive.on("cut_before")], lost=True),
        Fault(
            "carried out, then server gone",
            lambda decisive: [decisive.hit("cut_after"), decisive.on("cut_before", 1)],
            lost=True,
        ),
        Fault(
            "carried out, then 401",
            lambda decisive: [decisive.hit("cut_after"), decisive.on("respond", 1, status=401, body="")],
            lost=True,
        ),
        Fault("401 from then on", lambda decisive: [decisive.on("respond", status=401, body="")]),
        Fault("403 from then on", lambda decisive: [decisive.on("respond", status=403, body="")]),
        Fault("sign-in page (203) from then on", lambda decisive: [decisive.on("sign_in", status=203)]),
        Fault("redirect to a sign-in page from then on", lambda decisive: [decisive.on("sign_in", status=302)]),
        _one("project deleted", "delete_project", {"project": PROJECT}, gone=True),
    ]


FAULTS: list[Fault] = [
    Fault("connection refused", lambda decisive: [], options={"organization_url": "http://127.0.0.1:9/x"}),
    _one("reset before it is carried out", "cut_before", lost=True, lasting=True),
    _one("reset after it is carried out", "cut_after", lost=True, lasting=True),
    _one("timeout, carried out late", "latency", {"seconds": LATE}, lost=True, short=SHORT),
    Fault(
        "timeout, never carried out",
        lambda decisive: [decisive.hit("latency", seconds=LATE), decisive.hit("cut_before")],
        lost=True,
        lasting=True,
        short=SHORT,
    ),
    _answer("408", 408, "", lasting=True),
    _one("429, Retry-After in seconds", "throttle", {"retry_after": 2}),
    _one("429, Retry-After as a date", "throttle", {"retry_after": "date", "seconds": 2}),
    _one("429 without Retry-After", "throttle", {"retry_after": None}, lasting=True),
    _one("429, Retry-After too long", "throttle", {"retry_after": 9999}),
    _one("500", "server_error", {"status": 500}, lost=True, lasting=True),
    _one("502 with a web page", "server_error", {"status": 502, "html": True}, lost=True),
    _one("502 with a byte order mark", "server_error", {"status": 502, "bom": True}, lost=True),
    _answer("503", 503, "", lost=True, lasting=True),
    _one("503, host offline", "server_error", {"status": 503, "offline": True}, lost=True),
    _one("truncated body", "truncated", lost=True, lasting=True),
    _one("slow body", "slow_body", {"bytes_per_second": 100_000}),
    _one("wrong content type", "content_type", {"value": "text/plain"}, lost=True, lasting=True),
    _one("200 with a web page", "sign_in", {"status": 200}),
    _one("empty 200", "empty", lost=True, lasting=True),
    *_odd(),
    Fault(
        "redirect on the same host",
        lambda decisive: [decisive.hit("redirect", location=f"{decisive.url}/_apis/elsewhere")],
    ),
    _one("redirect to another host", "redirect", {"location": "http://localhost:9/elsewhere"}),
    _answer("api-version refused", 400, VERSION),
    *_stale(),
    *_midway(),
]

#: cells whose defect is known and not mended yet; the test fails once one of them is
DEFECTS: dict[tuple[str, str], str] = {}

#: those that are tried on every product
HANDFUL = {
    "reset after it is carried out",
    "empty 200",
    "an edit by somebody else, answered 404",
    "carried out, then server gone",
}
