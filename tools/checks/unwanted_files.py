# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Only files that Ansible uses lie where Ansible looks for plugins and roles."""

from __future__ import annotations

import re
from pathlib import Path

from devkit.tree import source_files

_PLUGIN = re.compile(
    r"plugins/(modules|doc_fragments)/_?[a-z][a-z0-9_]*\.py"
    r"|plugins/(action|filter|lookup|plugin_utils|test)/_?[a-z][a-z0-9_]*\.(py|yml)"
    r"|plugins/module_utils/(_?[a-z][a-z0-9_]*/)*_{0,2}[a-z][a-z0-9_]*\.py"
)
_ROLE = re.compile(r"roles/[a-z][a-z0-9_]*/.+\.(yml|j2|md)")


def check(root: Path) -> list[str]:
    """Files of another kind, symbolic links, and programs among the modules."""
    problems: list[str] = []
    for name in source_files(root):
        path = root / name
        if path.is_symlink():
            problems.append(f"{name}: a symbolic link does not survive every way of installing")
        elif name.startswith("plugins/"):
            if not _PLUGIN.fullmatch(name):
                problems.append(f"{name}: Ansible does not use such a file there")
            if path.stat().st_mode & 0o111:
                problems.append(f"{name}: a plugin is not to be executable")
        elif name.startswith("roles/") and not _ROLE.fullmatch(name):
            problems.append(f"{name}: Ansible does not use such a file there")
    return problems
