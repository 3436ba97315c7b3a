# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Taking secrets out of texts that people will read."""

from __future__ import annotations

import base64
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

    Forms: as given, URL-encoded, JSON-escaped, and Base64 alone or as the password of an empty user name
    (how a personal access token travels, api-facts §7).
    """

    def __init__(self, secrets: Iterable[str | None] = ()) -> None:
        self._lock = threading.Lock()
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for secret in secrets:
            self.add(secret)

    def __repr__(self) -> str:
        return f"<Redactor of {len(self._forms)} forms>"

    def add(self, secret: str | None) -> None:
        """Mask `secret` from now on. None and the empty string are ignored."""
        if not secret:
            return
        with self._lock:
            self._forms |= secret_forms(secret)
            self._pattern = None

    def clean(self, text: str) -> str:
        """`text` without the known secrets, without Authorization values and without `user:password@` in URLs."""
        pattern = self._compiled()
        if pattern is not None:
            text = pattern.sub(MASK, text)
        text = _AUTHORIZATION.sub(rf"\g<1> {MASK}", text)
        return _USERINFO.sub(f"{MASK}@", text)

    def _compiled(self) -> re.Pattern[str] | None:
        """The pattern of all forms; made when it is asked for, because a run may know many hundred secrets."""
        with self._lock:
            if self._pattern is None and self._forms:
                # Longest first: a form that holds another must go as a whole.
                longest_first = sorted(self._forms, key=lambda form: (-len(form), form))
                self._pattern = re.compile("|".join(re.escape(form) for form in longest_first))
            return self._pattern


def secret_forms(secret: str) -> set[str]:
    """Every text form of `secret` that is masked."""
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {
        secret,
        quote(raw, safe=""),
        quote_plus(raw),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        base64.b64encode(raw).decode("ascii"),
        base64.b64encode(b":" + raw).decode("ascii"),
    }
    return {form for form in forms if form}
