# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The property bag of a definition: name to scalar, each kept with its type (``{"$type", "$value"}``). Pure.

The service keeps the types of strings, 32-bit integers, doubles, dates and bytes and answers every other primitive as
a string (api-facts Annex C, PropertiesCollection), so values are compared by what they say, not by their type.
"""

from __future__ import annotations

import math
import typing as t

from .._errors import OptionError
from .nodes import Folded, to_text

#: where the collection keeps fingerprints of secrets
RESERVED = "azdo.pipelines.secrets"

Scalar = t.Union[str, int, float]
Typed = dict[str, t.Any]


def stated_properties(given: t.Any) -> dict[str, Scalar | None] | None:
    """The stated properties as the service can keep them; None is one that is to go.

    :raises OptionError: for a name or a value that it cannot keep.
    """
    if given is None:
        return None
    stated: dict[str, Scalar | None] = {}
    for name, value in given.items():
        option = f"properties.{name}"
        if not str(name).strip():
            raise OptionError("properties", "a name is empty", "Give each property a name.")
        if Folded(name) == RESERVED:
            raise OptionError(option, "this collection keeps fingerprints of secrets there", "Choose another name.")
        if isinstance(value, (dict, list)):
            kind = "list" if isinstance(value, list) else "dictionary"
            raise OptionError(option, f"it is a {kind}", "A property holds one text or number; give its JSON text.")
        if isinstance(value, float) and not math.isfinite(value):
            raise OptionError(option, f"{value} is no number that JSON can express", "Give it as text.")
        # a boolean, or an integer of more than 32 bits, would come back as a string in a spelling of the server's own
        wide = isinstance(value, bool) or (isinstance(value, int) and not -(2**31) <= value < 2**31)
        stated[str(name)] = to_text(value) if wide else value
    return stated


def answered_properties(answer: t.Any) -> dict[str, Typed]:
    """The properties in an answer, with or without the wrapping as a collection."""
    found = answer.get("value") if isinstance(answer, dict) and isinstance(answer.get("value"), dict) else answer
    items = found.items() if isinstance(found, dict) else ()
    return {name: item for name, item in items if isinstance(item, dict) and "$value" in item}


def property_patch(there: t.Mapping[str, Typed], stated: t.Mapping[str, Scalar | None]) -> list[dict[str, t.Any]]:
    """The JSON Patch that makes the properties as stated; empty when they are."""
    spelling = {Folded(name): name for name in there}
    patch: list[dict[str, t.Any]] = []
    for name, value in stated.items():
        known = spelling.get(Folded(name))
        if value is None:
            if known is not None:
                patch.append({"op": "remove", "path": _pointer(known)})
        elif known is None or not _same(there[known].get("$value"), value):
            patch.append({"op": "add", "path": _pointer(known or name), "value": value})
    return patch


def patched(there: t.Mapping[str, Typed], stated: t.Mapping[str, Scalar | None]) -> dict[str, Typed]:
    """The properties as they are once the patch is applied."""
    spelling = {Folded(name): name for name in there}
    after = dict(there)
    for name, value in stated.items():
        known = spelling.get(Folded(name), name)
        if value is None:
            after.pop(known, None)
        elif known not in there or not _same(there[known].get("$value"), value):
            after[known] = {"$type": _type_of(value), "$value": value}
    return after


def values(properties: dict[str, Typed]) -> dict[str, t.Any]:
    """Names and plain values."""
    return {name: item.get("$value") for name, item in properties.items()}


def _same(there: t.Any, stated: Scalar) -> bool:
    if isinstance(there, (int, float)) and isinstance(stated, (int, float)):
        return float(there) == float(stated)
    return to_text(there) == to_text(stated)


def _type_of(value: Scalar) -> str:
    kind = "Int32" if isinstance(value, int) else "Double" if isinstance(value, float) else "String"
    return f"System.{kind}"


def _pointer(name: str) -> str:
    """RFC 6901."""
    return "/" + name.replace("~", "~0").replace("/", "~1")
