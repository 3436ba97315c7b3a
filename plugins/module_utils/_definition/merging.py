# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Options laid over options, as the same task could have stated them at once. Pure."""

from __future__ import annotations

import typing as t

from .._definition_spec import DEFINITION_RULES
from .nodes import Folded

Options = t.Mapping[str, t.Any]


def merged(base: Options, over: Options) -> dict[str, t.Any]:
    """The options of ``base`` with those of ``over`` laid over them; neither is changed.

    Maps merge key by key, everything else is replaced whole. A variable of which only the value is given keeps
    `is_secret` and `allow_override`. A null in ``over`` takes out what ``base`` has. Of options that exclude each
    other, the one in ``over`` drives out the others of ``base``.
    """
    kept = dict(base)
    for group in DEFINITION_RULES["mutually_exclusive"]:
        if any(over.get(option) is not None for option in group):
            kept = {option: value for option, value in kept.items() if option not in group or option in over}
    result = _laid(kept, over)
    if isinstance(base.get("variables"), dict) and isinstance(over.get("variables"), dict):
        result["variables"] = _variables(base["variables"], over["variables"])
    return result


def _laid(base: Options, over: Options) -> dict[str, t.Any]:
    result = dict(base)
    for key, value in over.items():
        there = result.get(key)
        both = isinstance(there, dict) and isinstance(value, dict)
        result[key] = _laid(t.cast(Options, there), value) if both else value
    return result


def _variables(base: Options, over: Options) -> dict[str, t.Any]:
    """Names differ in more than case; a mere value leaves `is_secret` and `allow_override` as they were."""
    result = dict(base)
    spelling = {Folded(str(name)): name for name in base}
    for name, value in over.items():
        there = result.pop(spelling.get(Folded(str(name)), name), None)
        if there is not None and value is not None and (isinstance(there, dict) or isinstance(value, dict)):
            value = {**_as_map(there), **_as_map(value)}
        result[name] = value
    return result


def _as_map(variable: t.Any) -> dict[str, t.Any]:
    return variable if isinstance(variable, dict) else {"value": variable}
