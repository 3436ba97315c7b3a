# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""A definition as it was at an older revision, written as a new revision. Pure."""

from __future__ import annotations

import typing as t

from .members import is_secret
from .nodes import Folded
from .schema import SET_BY_THE_SERVER

Document = dict[str, t.Any]


def rolled_back(older: Document, current: Document) -> Document:
    """The older revision under the id and the revision of the current one; what came later is not in it.

    The values of its secret variables are null, so a write keeps those that the definition has now.
    """
    now = {name: item for name, item in current.items() if name in SET_BY_THE_SERVER}
    then = {name: item for name, item in older.items() if name not in SET_BY_THE_SERVER}
    return {**then, **now}


def lost_secrets(body: Document, current: Document) -> list[str]:
    """Secret variables that come back, but whose values went with a later revision."""
    there = {Folded(name) for name, item in _variables(current).items() if is_secret(item)}
    return [
        name
        for name, item in _variables(body).items()
        if is_secret(item) and item.get("value") is None and Folded(name) not in there
    ]


def _variables(document: Document) -> Document:
    variables = document.get("variables")
    return variables if isinstance(variables, dict) else {}
