# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The shape of a definition, made from the table in `schema`: what may be read of it without looking twice."""

from __future__ import annotations

import re
import typing as t

from .._shape import ANYTHING, NUMBER, SCALAR, TEXT, Listed, Members, Misfit, Named, Shape
from . import nodes
from .containers import Keyed, Labels, Ordered, Record, Unordered
from .filters import moment
from .schema import DEFINITION, STEPS


class _ProcessType(Shape):
    """1, 2, ... also as digits; nothing for "see the other members"."""

    fitting = frozenset({type(None)})
    name = "the number of a process type"

    def check(self, value: t.Any, depth: int = 0) -> None:
        if (
            value in (None, "")
            or (isinstance(value, int) and not isinstance(value, bool))
            or (isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value))
        ):
            return
        raise Misfit("", f"is {value!r}, not {self.name}" if isinstance(value, str) else f"is not {self.name}")


class Moment(Shape):
    """A point in time."""

    name = "a point in time"
    fitting = frozenset({type(None)})

    def check(self, value: t.Any, depth: int = 0) -> None:
        TEXT.check(value, depth)
        try:
            moment(value or "2000-01-01")
        except ValueError:
            raise Misfit("", f"is {value[:40]!r}, not {self.name}") from None


class _Definition(Members):
    def without(self, *needed: str) -> Members:
        """The same where some members need not be there."""
        return Members(tuple(set(self.needed) - set(needed)), **self.special)


#: what the code reads of members that the server sets
_SERVER_SET: dict[str, Shape] = {
    "id": NUMBER,
    "revision": NUMBER,
    "createdDate": TEXT,
    "authoredBy": Members(displayName=TEXT),
    "project": Members(id=TEXT, name=TEXT),
    "latestBuild": Members(id=NUMBER, finishTime=Moment()),
    "latestCompletedBuild": Members(id=NUMBER, finishTime=Moment()),
    "draftOf": Members(id=NUMBER, name=TEXT),
    "drafts": Listed(Members(id=NUMBER, name=TEXT)),
    "properties": Named(ANYTHING),
}
_REFERENCE = Members(id=SCALAR, name=SCALAR, path=TEXT, pool=Members(name=SCALAR), project=Members(name=SCALAR))


def _shape(node: nodes.Node) -> Shape:
    if isinstance(node, Record):
        return Members(**{name: _shape(member) for name, member in node.members.items()})
    if isinstance(node, Keyed):
        return Named(_shape(node.value), {name: _shape(member) for name, member in node.special.items()})
    if isinstance(node, (Ordered, Unordered)):
        return Listed(_shape(node.element))
    if isinstance(node, Labels):
        return Listed(ANYTHING)
    if isinstance(node, nodes.Reference):
        return _REFERENCE
    return SCALAR if isinstance(node, (nodes.Text, nodes.Number, nodes.Flag, nodes.Choice)) else ANYTHING


def _definition() -> _Definition:
    members = {name: _shape(node) for name, node in DEFINITION.members.items()}
    process = members["process"]
    if isinstance(process, Members):
        process.special = {**process.special, "type": _ProcessType()}
    return _Definition(("id",), **{**members, **_SERVER_SET, "name": TEXT, "path": TEXT, "build": _shape(STEPS)})


DEFINITION_SHAPE = _definition()

#: a definition that a task states: what the server sets may be missing, or of any kind
STATED_SHAPE = Members(**{name: shape for name, shape in DEFINITION_SHAPE.special.items() if name not in _SERVER_SET})
