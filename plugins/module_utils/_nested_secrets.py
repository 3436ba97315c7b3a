# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Secrets among values that `no_log` cannot reach: inside variables, documents and lists of definitions. Pure."""

from __future__ import annotations

import json
import typing as t

#: what a flag says that is off
_NO = ("false", "no", "off", "0", "none", "null", "")
#: members whose value is always a secret
_ALWAYS = ("password", "secrets_key")


def nested_secrets(value: t.Any) -> set[str]:
    """Every secret value inside options and documents.

    Values of variables that say so, of variables of the same name that say nothing (defaults may say it for them), and
    of members that are named so. JSON in texts is looked into.
    """
    found: set[str] = set()
    names: set[str] = set()
    plain: list[tuple[str, t.Any]] = []
    left = [_parsed(value)]
    while left:
        item = left.pop()
        if isinstance(item, list):
            left += item
        if not isinstance(item, dict):
            continue
        secret = _says_secret(item)
        for key, inner in item.items():
            if key in _ALWAYS or (key == "value" and secret):
                found |= _texts(inner)
            elif isinstance(inner, (dict, list)):
                left.append(inner)
                if key == "variables" and isinstance(inner, dict):
                    names |= {str(name).lower() for name, flags in inner.items() if _says_secret(flags)}
                    plain += [(str(name).lower(), _silent(given)) for name, given in inner.items()]
    return found.union(*(_texts(given) for name, given in plain if name in names))


def _silent(variable: t.Any) -> t.Any:
    """The value of a variable that does not say whether it is a secret."""
    if isinstance(variable, dict):
        return None if "is_secret" in variable or "isSecret" in variable else variable.get("value")
    return variable


def _says_secret(flags: t.Any) -> bool:
    """Also a flag that is misspelt, and will be refused, says what was meant."""
    return isinstance(flags, dict) and any(
        "secret" in str(key).lower() and str(flag).lower() not in _NO
        for key, flag in flags.items()
        if not isinstance(flag, (dict, list))
    )


def _parsed(value: t.Any) -> t.Any:
    """The value with every text that is JSON read as such."""
    if isinstance(value, str):
        text = value.lstrip("\ufeff \t\r\n")
        if text[:1] not in ("{", "["):
            return value
        try:
            return _parsed(json.loads(text))
        except ValueError:
            return value
        except RecursionError:
            # so deep that nobody can look into it: all of it is hidden
            return {_ALWAYS[0]: value}
    if isinstance(value, dict):
        return {key: _parsed(item) for key, item in value.items()}
    return [_parsed(item) for item in value] if isinstance(value, list) else value


def _texts(value: t.Any) -> set[str]:
    """Every text inside a secret value, which is a scalar if it is right."""
    if isinstance(value, (dict, list)):
        parts = value.values() if isinstance(value, dict) else value
        return {text for part in parts for text in _texts(part)}
    return set() if value in (None, "") or isinstance(value, bool) else {str(value)}
