# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Patterns over the paths of an artifact."""

from __future__ import annotations

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._patterns import Patterns

PATHS = ("a.dll", "a.pdb", "bin/a.dll", "bin/x64/a.dll", "bin/x64/b.txt", "bin/[1].txt", "docs/a^b.md")


@pytest.mark.parametrize(
    ("patterns", "matched"),
    [
        (None, PATHS),
        ([], PATHS),
        (["**"], PATHS),
        (["*.dll"], ["a.dll"]),
        (["**/*.dll"], ["a.dll", "bin/a.dll", "bin/x64/a.dll"]),
        (["bin/*.dll"], ["bin/a.dll"]),
        (["bin/**"], ["bin/a.dll", "bin/x64/a.dll", "bin/x64/b.txt", "bin/[1].txt"]),
        (["bin/**/a.dll"], ["bin/a.dll", "bin/x64/a.dll"]),
        (["*/*/a.dll"], ["bin/x64/a.dll"]),
        (["a.???"], ["a.dll", "a.pdb"]),
        (["a.[dp]*"], ["a.dll", "a.pdb"]),
        (["a.[!d]*"], ["a.pdb"]),
        (["bin/[[]1].txt"], ["bin/[1].txt"]),
        (["docs/a[^]b.md"], ["docs/a^b.md"]),
        (["bin[/]a.dll", "bin[!x]a.dll"], []),
        (["bin/[!]]*", "!bin/a*"], ["bin/[1].txt"]),
        (["bin/?1[]].txt", "bin/?1[!^]b"], ["bin/[1].txt"]),
        (["a[!]", "a[", "a[]"], []),
        (["docs/a[&&~~||^]b.md"], ["docs/a^b.md"]),
        (["a.dll", "docs/*"], ["a.dll", "docs/a^b.md"]),
        (["!**/*.dll"], ["a.pdb", "bin/x64/b.txt", "bin/[1].txt", "docs/a^b.md"]),
        (["**/*.dll", "!bin/**", "bin/a.*"], ["a.dll", "bin/a.dll"]),
        (["A.DLL"], []),
        (["bin"], []),
    ],
)
def test_what_matches(patterns: list[str] | None, matched: list[str]) -> None:
    rule = Patterns(patterns)
    assert [path for path in PATHS if rule.match(path)] == list(matched)


@pytest.mark.parametrize("pattern", ["", " ", "/a", "a\\b", "!", "!/a", "[z-a]*", "![!b-a]"])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(OptionError, match="patterns"):
        Patterns([pattern])
    with pytest.raises(OptionError, match="src"):
        Patterns([pattern], "src")
