# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What the options of a definition's life say: where a new one comes from, and what may be undone for it. Pure."""

from __future__ import annotations

import typing as t

from .._errors import OptionError
from .nodes import folder_path
from .properties import stated_properties


def life_cycle(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The members of a statement that are not part of the definition's document.

    :raises OptionError: where they contradict each other.
    """
    absent = options.get("state") == "absent"
    if options.get("restore"):
        if options.get("id") is None:
            raise OptionError("restore", "a deleted definition is known by its number only", "Give its id.")
        if absent:
            raise OptionError("restore", "the definition is to be absent", "Leave one of the two out.")
        if options.get("revision") is not None:
            raise OptionError(
                "revision", "that of a deleted definition cannot be read", "Leave revision or restore out."
            )
    if options.get("rollback_to") is not None and (absent or options.get("restore")):
        raise OptionError(
            "rollback_to", "there is nothing to roll back", "Leave it out, or restore the definition first."
        )
    return {
        "rollback_to": options.get("rollback_to"),
        "restore": bool(options.get("restore")),
        "release_retained": bool(options.get("release_retained")),
        "clone_from": _clone_from(options),
        "template": _template(options),
        "properties": None if absent else stated_properties(options.get("properties")),
    }


def _clone_from(options: t.Mapping[str, t.Any]) -> dict[str, t.Any] | None:
    given = options.get("clone_from")
    if given is None:
        return None
    if not str(given.get("definition") or "").strip():
        raise OptionError("clone_from.definition", "it is empty", "Give the name or the id of a definition.")
    path = given.get("path")
    return {**given, "path": None if path is None else folder_path(path)}


def _template(options: t.Mapping[str, t.Any]) -> str | None:
    given = options.get("template")
    if given is not None and not str(given).strip():
        raise OptionError("template", "it is empty", "Give the name or the id of a definition template.")
    return None if given is None else str(given).strip()
