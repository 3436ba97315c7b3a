# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""What a JSON value must look like before anything reads it. Pure.

A shape says only what the code behind it relies on: which members are objects, lists, texts or numbers. It does not say
which members there are; a null stands for any of them, and members that it does not name may be anything.
"""

from __future__ import annotations

import typing as t

#: so many levels of objects and lists are more than any document has, and few enough to walk through
MAX_DEPTH = 100


_SCALARS: frozenset[type] = frozenset({str, int, float, bool, type(None)})


class Misfit(Exception):
    """`place` is not what it must be. `problem` goes on: "is a list, not a text"."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(place, problem)
        self.place = place
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.place or 'it'} {self.problem}"

    def below(self, place: str) -> Misfit:
        """The same, seen from further up."""
        joint = "." if self.place and not self.place.startswith("[") else ""
        return Misfit(f"{place}{joint}{self.place}", self.problem)


class Shape:
    """Any JSON value that is not nested too deeply."""

    name = "any value"
    #: values of these types fit, without a closer look: most are of one
    fitting: frozenset[type] = _SCALARS

    def check(self, value: t.Any, depth: int = 0) -> None:
        """Raise `Misfit` for what does not fit. `depth` is how deep `value` stands."""
        if depth > MAX_DEPTH:
            raise Misfit("", "is nested too deeply")
        if isinstance(value, (dict, list)):
            for item in value.values() if isinstance(value, dict) else value:
                if type(item) not in _SCALARS:
                    self.check(item, depth + 1)

    def _wrong(self, value: t.Any) -> Misfit:
        return Misfit("", f"is {kind_of(value)}, not {self.name}")


class Scalar(Shape):
    """Neither an object nor a list."""

    name = "a text or number"

    def check(self, value: t.Any, depth: int = 0) -> None:
        if isinstance(value, (dict, list)):
            raise self._wrong(value)


class Text(Shape):
    """A text."""

    name = "a text"
    fitting = frozenset({str, type(None)})

    def check(self, value: t.Any, depth: int = 0) -> None:
        if value is not None and not isinstance(value, str):
            raise self._wrong(value)


class Number(Shape):
    """A whole number of 64 bits."""

    name = "a whole number"
    fitting = frozenset({type(None)})

    def check(self, value: t.Any, depth: int = 0) -> None:
        if value is None:
            return
        if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
            raise self._wrong(value)


class Listed(Shape):
    """A list of things of one shape."""

    name = "a list"
    fitting = frozenset({type(None)})

    def __init__(self, element: Shape) -> None:
        self.element = element
        # a null among objects is nothing that could be asked for its members
        self._fitting = element.fitting - ({type(None)} if isinstance(element, Named) else set())

    def check(self, value: t.Any, depth: int = 0) -> None:
        if value is None:
            return
        if not isinstance(value, list):
            raise self._wrong(value)
        for number, item in enumerate(value):
            if type(item) in self._fitting:
                continue
            try:
                if item is None:
                    raise self.element._wrong(item)
                self.element.check(item, depth + 1)
            except Misfit as misfit:
                raise misfit.below(f"[{number}]") from None


class Named(Shape):
    """An object that holds things of one shape by name; `special` are those of another shape."""

    name = "an object"
    fitting = frozenset({type(None)})

    def __init__(self, item: Shape, special: t.Mapping[str, Shape] | None = None) -> None:
        self.item = item
        self.special = special or {}

    def check(self, value: t.Any, depth: int = 0) -> None:
        if value is None:
            return
        if not isinstance(value, dict):
            raise self._wrong(value)
        special, other = self.special, self.item
        for name, item in value.items():
            shape = special.get(name, other)
            if type(item) in shape.fitting:
                continue
            try:
                shape.check(item, depth + 1)
            except Misfit as misfit:
                raise misfit.below(name) from None


class Members(Named):
    """An object. Members that are not named here may be anything; `needed` ones are there and not null."""

    def __init__(self, needed: t.Collection[str] = (), /, **members: Shape) -> None:
        super().__init__(ANYTHING, members)
        self.needed = needed

    def check(self, value: t.Any, depth: int = 0) -> None:
        super().check(value, depth)
        for name in self.needed if value is not None else ():
            if value.get(name) is None:
                raise Misfit(name, "is missing")


ANYTHING = Shape()
SCALAR = Scalar()
TEXT = Text()
NUMBER = Number()


def kind_of(value: t.Any) -> str:
    """What a JSON value is, for people."""
    if value is None:
        return "null"
    if isinstance(value, int) and not isinstance(value, bool):
        return "a number" if -(2**63) <= value < 2**63 else "a number of too many digits"
    for types, name in (
        (bool, "a boolean"),
        (float, "a number with a fraction"),
        (str, "a text"),
        (list, "a list"),
    ):
        if isinstance(value, types):
            return name
    return "an object"
