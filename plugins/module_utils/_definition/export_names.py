# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What an export asks of its server: names for ids."""

from __future__ import annotations

import typing as t

from .by_name import GUID


class Names(t.Protocol):
    """Answers names; nothing is an error, what is not known has no name."""

    def name(self, kind: str, identifier: t.Any, scope: t.Any = None) -> str | None:
        """The name that means this id, and only it, where `names.Name` of that kind and scope is looked up."""

    def missing(self, kind: str, identifier: t.Any) -> bool:
        """Whether the server is known to have nothing of that id."""

    def definition(self, identifier: t.Any) -> dict[str, t.Any] | None:
        """A definition of the project by its number: name, path, project."""


def nameable(name: t.Any) -> bool:
    """Whether an option takes the text for a name: digits and GUIDs are ids there, and blanks around it go."""
    return (
        isinstance(name, str) and bool(name) and name == name.strip() and not name.isdecimal() and not GUID.match(name)
    )
