# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Claims challenges: the service wants a token of Microsoft Entra that says more, or was got later. Pure.

That is how continuous access evaluation ends a token before its time: a 401 with `error="insufficient_claims"` and
`claims="..."`, which goes to Entra with the next request for a token.
"""

from __future__ import annotations

import base64
import json
import re

#: The longest that is passed on. Those of Microsoft have some hundred characters.
_LONGEST = 8192

_WANTED = re.compile(r'(?:^|[\s,])error="?insufficient_claims"?(?:$|[\s,])', re.IGNORECASE)
_CLAIMS = re.compile(r'(?:^|[\s,])claims="?([A-Za-z0-9+/_=-]*)"?(?:$|[\s,])', re.IGNORECASE)


def is_claims_challenge(challenges: str) -> bool:
    """Whether the header `WWW-Authenticate` of a 401 asks for other claims."""
    return _WANTED.search(challenges) is not None


def wanted_claims(challenges: str) -> str | None:
    """The claims that the header asks for, as the JSON text that Entra takes; None where it holds none."""
    found = _CLAIMS.findall(challenges)
    if len(found) != 1 or not 0 < len(found[0]) <= _LONGEST:
        return None
    code = found[0].rstrip("=").replace("-", "+").replace("_", "/")
    try:
        text = base64.b64decode(code + "=" * (-len(code) % 4), validate=True).decode("utf-8")
        claims = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return text if isinstance(claims, dict) and claims else None
