# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Which files of an artifact are meant: patterns over paths. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError


class Patterns:
    """Matches paths with `/` between their parts. Without a pattern every path matches.

    `*` and `?` stay within a part, `[...]` is a set of characters, `**` stands for any parts, none included.
    A pattern that begins with `!` takes out what an earlier one let in; if all do, everything else matches.
    """

    def __init__(self, patterns: Iterable[str] | None) -> None:
        texts = list(patterns or ())
        self._rules = [(not text.startswith("!"), _compiled(text)) for text in texts]
        self._by_default = not any(wanted for wanted, _rule in self._rules)

    def match(self, path: str) -> bool:
        """Whether the path is meant."""
        matched = self._by_default
        for wanted, rule in self._rules:
            if matched != wanted and rule.fullmatch(path):
                matched = wanted
        return matched


def _compiled(text: str) -> re.Pattern[str]:
    pattern = text[1:] if text.startswith("!") else text
    if not pattern.strip() or pattern.startswith("/") or "\\" in pattern:
        raise OptionError(
            "patterns",
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
    return re.compile(expression, re.DOTALL)


def _part(part: str) -> str:
    expression, place = "", 0
    while place < len(part):
        character = part[place]
        end = part.find("]", place + 2) if character == "[" else -1
        if character == "*":
            expression += "[^/]*"
        elif character == "?":
            expression += "[^/]"
        elif end > 0:
            inner = part[place + 1 : end]
            negated = inner.startswith("!")
            inner = (inner[1:] if negated else inner).replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^")
            expression += f"(?!/)[{'^' if negated else ''}{inner}]"
            place = end
        else:
            expression += re.escape(character)
        place += 1
    return expression
