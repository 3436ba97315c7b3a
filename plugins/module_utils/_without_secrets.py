# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Definitions with their secrets taken out, for people to look at. Pure."""

from __future__ import annotations

import json
import typing as t

#: what stands in the place of a secret
HIDDEN = "<secret>"

#: members that are secret whatever stands beside them
_ALWAYS = ("password", "secrets_key")
#: what a flag says that is off
_NO = ("false", "no", "off", "0", "none", "null", "")


def without_secrets(content: t.Any) -> t.Any:
    """``content`` with each secret value replaced, also where another text repeats it."""
    found: set[str] = set()
    _collect(content, found)
    # the longest first, so that no part of one is left over
    return _hidden(content, sorted(found, key=len, reverse=True))


def _collect(content: t.Any, found: set[str]) -> None:
    parsed = _parsed(content)
    if parsed is not None:
        _collect(parsed, found)
    elif isinstance(content, dict):
        for key, item in content.items():
            if _is_secret(key, item, content):
                _collect_texts(item, found)
            else:
                _collect(item, found)
    elif isinstance(content, list):
        for item in content:
            _collect(item, found)
    elif _is_vaulted(content):
        found.add(str(content))


def _collect_texts(value: t.Any, found: set[str]) -> None:
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            _collect_texts(item, found)
    elif value not in (None, "") and not isinstance(value, bool):
        found.add(str(value))


def _hidden(content: t.Any, secrets: t.Sequence[str]) -> t.Any:
    parsed = _parsed(content)
    if parsed is not None:
        hidden = _hidden(parsed, secrets)
        return content if hidden == parsed else json.dumps(hidden, ensure_ascii=False)
    if isinstance(content, dict):
        return {
            _masked(key, secrets): HIDDEN if _is_secret(key, item, content) else _hidden(item, secrets)
            for key, item in content.items()
        }
    if isinstance(content, list):
        return [_hidden(item, secrets) for item in content]
    return HIDDEN if _is_vaulted(content) else _masked(content, secrets)


def _masked(value: t.Any, secrets: t.Sequence[str]) -> t.Any:
    if not isinstance(value, str):
        return HIDDEN if str(value) in secrets and not isinstance(value, bool) else value
    for secret in secrets:
        value = value.replace(secret, HIDDEN)
    return value


def _is_secret(key: t.Any, value: t.Any, beside: t.Mapping[t.Any, t.Any]) -> bool:
    """Whether this member of a map holds a secret: a variable says so by a flag, however the flag is spelt."""
    if value is None or key not in ("value", *_ALWAYS):
        return False
    return key in _ALWAYS or any(
        "secret" in str(name).lower() and str(flag).lower() not in _NO
        for name, flag in beside.items()
        if not isinstance(flag, (dict, list))
    )


def _is_vaulted(value: t.Any) -> bool:
    """Whether it is an encrypted value of an inventory that Ansible hands over as it is (before ansible-core 2.19)."""
    return bool(getattr(value, "__ENCRYPTED__", False))


def _parsed(content: t.Any) -> t.Any:
    """The list or map that a JSON text holds, such as an exported document."""
    if not isinstance(content, str) or content.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return None
    try:
        return json.loads(content.lstrip("\ufeff"))
    except ValueError:
        return None
