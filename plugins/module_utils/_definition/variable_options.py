# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The option `variables`: scalars, or dictionaries of value, is_secret and allow_override."""

from __future__ import annotations

import typing as t

from .._errors import OptionError
from .nodes import to_text

Document = dict[str, t.Any]
Options = t.Mapping[str, t.Any]


def variables(options: Options, where: str = "variables", secrets: bool = True) -> Document:
    """``secrets``: whether a secret may stand here. That of a phase could not be kept apart from write to write."""
    given = options.get("variables")
    if given is None:
        return {}
    stated: Document = {}
    seen: dict[str, str] = {}
    for name, value in given.items():
        name = str(name)
        if name.lower() in seen:
            raise OptionError(
                "variables",
                f"'{seen[name.lower()]}' and '{name}' differ in case only",
                "the service takes them for one",
            )
        seen[name.lower()] = name
        stated[name] = _variable(name, value, f"{where}.{name}")
        if stated[name].get("isSecret") and not secrets:
            raise OptionError(f"{where}.{name}", "a phase holds no secret", "make it a variable of the definition")
    return {"variables": stated}


def _variable(name: str, value: t.Any, where: str) -> Document:
    if not name.strip():
        raise OptionError(where.rpartition(".")[0], "a variable has no name", "give it one")
    if not isinstance(value, dict):
        value = {"value": value}
    unknown = set(value) - {"value", "is_secret", "allow_override"}
    if unknown:
        raise OptionError(where, f"unknown key '{sorted(unknown)[0]}'", "use value, is_secret and allow_override")
    stated: Document = {}
    for option, member in (("is_secret", "isSecret"), ("allow_override", "allowOverride")):
        if value.get(option) is not None:
            stated[member] = _boolean(value[option], f"{where}.{option}")
    if value.get("value") is not None:
        if isinstance(value["value"], (dict, list)):
            raise OptionError(where, "its value is a list or a map", "a variable holds one string")
        stated["value"] = to_text(value["value"])
    elif not value or (not stated.get("isSecret") and "allowOverride" not in stated):
        raise OptionError(where, "it has no value", "give a value, '' for an empty one")
    return stated


def _boolean(value: t.Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "yes", "on", "1"):
        return True
    if str(value).lower() in ("false", "no", "off", "0"):
        return False
    raise OptionError(where, f"'{value}' is not a boolean", "use true or false")
