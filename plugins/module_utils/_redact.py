# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Taking secrets out of texts that people will read."""

from __future__ import annotations

import base64
import html
import json
import re
import threading
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "********"

#: Credentials that can be recognised without being known: another tool's header, or a URL that somebody pasted.
_AUTHORIZATION = re.compile(r"\b(Basic|Bearer|Negotiate|NTLM)\s+[A-Za-z0-9+/=._~-]{20,}", re.IGNORECASE)
_USERINFO = re.compile(r"(?<=://)[^/\s@'\"]+@")


class Redactor:
    """Knows the secrets of a run and masks them, in every form in which they could show up in a text.

    Forms: as given, on one line, URL-encoded, escaped for JSON or HTML, and Base64 alone or as the password of an empty
    user name (how a personal access token travels, api-facts §7).
    """

    def __init__(self, secrets: Iterable[str | None] = ()) -> None:
        self._lock = threading.Lock()
        self._forms: set[str] = set()
        self._longest_first: tuple[str, ...] = ()
        for secret in secrets:
            self.add(secret)

    def __repr__(self) -> str:
        return f"<Redactor of {len(self._forms)} forms>"

    def add(self, secret: str | None) -> None:
        """Mask `secret` from now on. None and the empty string are ignored."""
        if not secret:
            return
        forms = secret_forms(secret)
        with self._lock:
            if forms <= self._forms:
                return
            self._forms |= forms
            # A form that holds another must go as a whole.
            self._longest_first = tuple(sorted(self._forms, key=lambda form: (-len(form), form)))

    def clean(self, text: str) -> str:
        """`text` without the known secrets, without Authorization values and without `user:password@` in URLs."""
        # One by one: to compile a pattern of many hundred forms takes longer than all texts of a run.
        for form in self._longest_first:
            if form in text:
                text = text.replace(form, MASK)
        text = _AUTHORIZATION.sub(rf"\g<1> {MASK}", text)
        return _USERINFO.sub(f"{MASK}@", text)

    def clean_bytes(self, content: bytes) -> bytes:
        """The same for a text in UTF-8. What is none stays as it is."""
        return self.clean(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def secret_forms(secret: str) -> set[str]:
    """Every text form of `secret` that is masked."""
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {
        secret,
        # how our errors show a text of several lines
        " ".join(secret.split()),
        html.escape(secret),
        quote(raw, safe=""),
        quote_plus(raw),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        base64.b64encode(raw).decode("ascii"),
        base64.b64encode(b":" + raw).decode("ascii"),
    }
    return {form for form in forms if form}
