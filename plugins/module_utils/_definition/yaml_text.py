# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""JSON types as YAML, without a YAML library: the machine that runs a module need not have one."""

from __future__ import annotations

import json
import re
import typing as t

# Strings of these forms read back as themselves. Everything else is quoted: numbers, dates and the like among them.
_PLAIN = re.compile(r"(?:[A-Za-z_/$(\\]|[+.](?=[A-Za-z/$(]))[A-Za-z0-9_/$()\\ .,:;@*+=^~-]*")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n", ".inf", ".nan"}


def as_yaml(value: t.Any) -> str:
    """The value as a YAML document in block style; nothing for an empty one."""
    return "\n".join(_lines(value)) + "\n" if value else ""


def _lines(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _entry(f"{_scalar(str(key))}:", item)
    elif isinstance(value, list) and value:
        for item in value:
            lines = list(_lines(item))
            yield f"- {lines[0]}"
            yield from (f"  {line}" for line in lines[1:])
    else:
        yield _inline(value)


def _entry(head: str, item: t.Any) -> t.Iterator[str]:
    if isinstance(item, str) and _is_block(item):
        yield f"{head} |" + ("" if item.endswith("\n") else "-")
        yield from (f"  {line}" for line in item.removesuffix("\n").split("\n"))
    elif isinstance(item, (dict, list)) and item:
        yield head
        yield from (f"  {line}" for line in _lines(item))
    else:
        yield f"{head} {_inline(item)}"


def _inline(value: t.Any) -> str:
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


def _is_block(text: str) -> bool:
    """Whether a text of several lines can be written as it stands."""
    lines = text.removesuffix("\n").split("\n")
    return (
        len(lines) > 1
        and bool(lines[-1])
        and lines[0][:1] not in ("", " ")
        and all(char.isprintable() for line in lines for char in line)
    )


def _scalar(text: str) -> str:
    """A string without quotes where YAML reads the very same string back."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and ": " not in text and not text.endswith((":", " "))
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08X}" for char in escaped) + '"'
