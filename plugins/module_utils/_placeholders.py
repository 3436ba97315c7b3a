# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Names in angle brackets inside texts, and what takes their place. Pure."""

from __future__ import annotations

import re
import typing as t

Values = t.Mapping[str, t.Any]


class NoValueError(ValueError):
    """A name that has no value stands inside a longer text; the argument is the name."""


def filled(content: t.Any, values: Values) -> t.Any:
    """``content`` with each ``<name>`` of ``values`` replaced by its value, in keys too.

    A text that is nothing but ``<name>`` becomes the value itself, a list or a number too. What a value says is not
    looked at again, and names that are not among the values stay as they are.
    """
    if not values:
        return content
    names = re.compile("<(" + "|".join(map(re.escape, values)) + ")>")
    return _filled(content, values, names)


def _filled(content: t.Any, values: Values, names: re.Pattern[str]) -> t.Any:
    if isinstance(content, dict):
        return {_text(key, values, names): _filled(item, values, names) for key, item in content.items()}
    if isinstance(content, list):
        return [_filled(item, values, names) for item in content]
    if not isinstance(content, str):
        return content
    whole = names.fullmatch(content)
    return values[whole[1]] if whole else _text(content, values, names)


def _text(text: t.Any, values: Values, names: re.Pattern[str]) -> t.Any:
    return names.sub(lambda found: _as_text(found[1], values[found[1]]), text) if isinstance(text, str) else text


def _as_text(name: str, value: t.Any) -> str:
    if value is None or isinstance(value, (dict, list)):
        raise NoValueError(name)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def mentioned(content: t.Any) -> set[str]:
    """Every name in angle brackets anywhere in ``content``."""
    if isinstance(content, dict):
        parts: t.Iterable[t.Any] = [*content, *content.values()]
    elif isinstance(content, list):
        parts = content
    else:
        return set(re.findall(r"<([^<>\s]+)>", content)) if isinstance(content, str) else set()
    return {name for part in parts for name in mentioned(part)}
