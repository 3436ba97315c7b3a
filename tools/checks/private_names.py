# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No file names a path of somebody's machine or the host of somebody's package index."""

from __future__ import annotations

import re
from pathlib import Path

from devkit.tree import source_files

# Each pattern has a bracket in it, so that it does not find itself.
PATTERNS = {
    "a path of one machine": r"(?<![\w.}\])-])/(?:wor[k]|roo[t]|far[m]|Users/[a-z]+|home/(?!runner\b)[a-z]+)/",
    "a scratch path of one machine": r"(?<![\w.}])/tm[p]/(?:brief|bash_jobs)|\.librar[y]/|\.mirro[r]/",
    "a private package index": r"\bdevp[i]\b|/op[t]/(?:pypi|wheels)"
    r"|https?://(?!(?:test\.)?pypi\.org\b)[\w.-]*(?:pypi|nexus[.\w-]*\.|artifactory)"
    r"|https?://(?!(?:test\.)?pypi\.org\b)[\w.:-]+/(?:pypi|simple|artifactory)\b",
}
_PATTERNS = {what: re.compile(pattern) for what, pattern in PATTERNS.items()}


def check(root: Path) -> list[str]:
    """The lines that do, with what is wrong."""
    problems: list[str] = []
    for name in source_files(root):
        path = root / name
        if path.is_symlink() or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        problems += [f"{name}:{number}: {what}: {hit}" for number, what, hit in find(text)]
    return problems


def find(text: str) -> list[tuple[int, str, str]]:
    """(line number, what it is, the text found) for each hit."""
    hits = []
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in _PATTERNS.items():
            if found := pattern.search(line):
                hits.append((number, what, found[0]))
    return hits
