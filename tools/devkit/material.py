# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reference material that some tests check against: the service's specifications, a corpus of documents, its pages.

It is no part of the project, so tests that need it are skipped without it. They look for it in the folder that an
environment variable names, or in `shared` next to the checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

from devkit.paths import ROOT
from devkit.tree import Tree

_FOLDERS = {"AZDO_SPECS_DIR": "specs", "AZDO_CORPUS_DIR": "corpus", "AZDO_SEEDS_DIR": "seeds"}


def material() -> dict[str, str]:
    """The variables for what is there: tests run in a copy of the checkout, where they would not find it themselves."""
    found = {}
    for variable, name in _FOLDERS.items():
        folder = Path(os.environ.get(variable) or ROOT.parent / "shared" / name)
        if folder.is_dir():
            found[variable] = str(folder.resolve())
    return found


def show_material(tree: Tree) -> None:
    """Put the material in `shared` next to a copy, for programs that pass no environment on to the tests."""
    shared = tree.collection.parent / "shared"
    shared.mkdir(exist_ok=True)
    for variable, name in _FOLDERS.items():
        link, target = shared / name, material().get(variable)
        if link.is_symlink():
            link.unlink()
        if target:
            link.symlink_to(target)
