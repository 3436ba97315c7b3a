# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Which files of an artifact are meant: patterns over paths. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError

#: what means something else in a set of Python's
_SPECIAL = re.compile(r"[\\\[\]^&|~]")
#: paths that a message lists
_SHOWN = 5


class Patterns:
    """Matches paths with `/` between their parts. Without a pattern every path matches.

    `*` and `?` stay within a part, `[...]` is a set of characters, `**` stands for any parts, none included.
    A pattern that begins with `!` takes out what an earlier one let in; if all do, everything else matches.
    """

    def __init__(self, patterns: Iterable[str] | None, option: str = "patterns") -> None:
        """Raises `OptionError` of `option` for what is no pattern."""
        texts = list(patterns or ())
        self._rules = [(not text.startswith("!"), _compiled(text, option)) for text in texts]
        self._by_default = not any(wanted for wanted, _rule in self._rules)

    def match(self, path: str) -> bool:
        """Whether the path is meant."""
        matched = self._by_default
        for wanted, rule in self._rules:
            if matched != wanted and rule.fullmatch(path):
                matched = wanted
        return matched


def some_of(paths: Iterable[str], place: str) -> str:
    """A few of the paths that no pattern matched, as a sentence, so that people see where they begin."""
    there = sorted(paths)
    if not there:
        return ""
    more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
    return f"{place} has {', '.join(there[:_SHOWN])}{more}."


def _compiled(text: str, option: str) -> re.Pattern[str]:
    pattern = text[1:] if text.startswith("!") else text
    if not pattern.strip() or pattern.startswith("/") or "\\" in pattern:
        raise OptionError(
            option,
            f"{text!r} is not a pattern of paths inside an artifact",
            "Write paths as they are below the artifact's folder, with '/', such as bin/*.dll or **/*.pdb.",
        )
    parts = pattern.rstrip("/").split("/")
    expression = ""
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            expression += ".+" if last else "(?:[^/]+/)*"
        else:
            expression += _part(part) + ("" if last else "/")
    try:
        return re.compile(expression, re.DOTALL)
    except re.error as error:
        raise OptionError(
            option, f"{text!r} is not a pattern: {error.msg}", "Write a set of characters as [abc], [a-z] or [!a-z]."
        ) from None


def _part(part: str) -> str:
    expression, place = "", 0
    while place < len(part):
        character = part[place]
        # what stands first in a set belongs to it, a bracket too
        first = place + (2 if part.startswith("[!", place) else 1)
        end = part.find("]", first + 1) if character == "[" else -1
        if character == "*":
            expression += "[^/]*"
        elif character == "?":
            expression += "[^/]"
        elif end > 0:
            inner = _SPECIAL.sub(r"\\\g<0>", part[first:end])
            expression += f"(?!/)[{'^' if first > place + 1 else ''}{inner}]"
            place = end
        else:
            expression += re.escape(character)
        place += 1
    return expression
