# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Many statements at once: that no two of them mean the same definition, and which of them needs which. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from .._errors import OptionError
from .desired import Statement
from .names import Name, replaced
from .nodes import folder_path

#: name in lower case; folder in lower case, None where the task leaves it open
Place = tuple[str, t.Optional[str]]

#: how many definitions a circle or a list in an error shows
_SHOWN = 10


@dataclasses.dataclass
class Entry:
    """One definition of the set. ``needs``: the indexes of those that its build completion triggers name."""

    index: int
    stated: Statement
    needs: frozenset[int] = frozenset()

    @property
    def is_absent(self) -> bool:
        return self.stated.state == "absent"

    def places(self) -> set[Place]:
        """Where the definition is found, before this run and after it."""
        before = set() if self.stated.name is None else {_place(self.stated.name, self.stated.path)}
        return before | self.final_places()

    def final_places(self) -> set[Place]:
        """Where the definition is after this run, if the statement says so."""
        name = self.stated.document.get("name") or self.stated.name
        if name is None or self.is_absent:
            return set()
        return {_place(name, self.stated.document.get("path", self.stated.path))}

    def label(self) -> str:
        """How errors call it: as the user finds it in the list."""
        name = self.stated.name or (f"id {self.stated.id}" if self.stated.id else "")
        return label_of(self.index, name)


def label_of(index: int, name: t.Any) -> str:
    """How errors call an element of the list."""
    return f"definitions[{index}]" + (f" '{name}'" if name else "")


def entries_of(statements: t.Sequence[Statement], project: str) -> list[Entry]:
    """The entries of a set, with what each of them needs.

    :raises OptionError: where two state the same definition, one needs what is to be absent, or they need each other in
        a circle.
    """
    entries = [Entry(index, stated) for index, stated in enumerate(statements)]
    _check_distinct(entries)
    after: dict[str, list[Entry]] = {}
    for entry in entries:
        for name, _folder in entry.places():
            after.setdefault(name, []).append(entry)
    for entry in entries:
        if not entry.is_absent:
            entry.needs = _needs(entry, after, project)
    _check_circles(entries)
    return entries


def matches(place: Place, name: str, path: str | None) -> bool:
    """Whether a name and a folder, None for any, mean that place."""
    return place[0] == name.lower() and _same_folder(place[1], None if path is None else folder_path(path).lower())


def is_under(path: t.Any, folder: str, subfolders: bool) -> bool:
    """Whether a definition's folder is that folder or, if asked for, one below it."""
    place, top = folder_path(path).lower(), folder_path(folder).lower()
    return place == top or (subfolders and (top == "\\" or place.startswith(top + "\\")))


def _place(name: t.Any, path: t.Any) -> Place:
    return str(name).lower(), None if path is None else folder_path(path).lower()


def _same_folder(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _check_distinct(entries: list[Entry]) -> None:
    by_name: dict[str, list[tuple[str | None, Entry]]] = {}
    by_id: dict[int, Entry] = {}
    for entry in entries:
        number = entry.stated.id
        if number is not None and by_id.setdefault(number, entry) is not entry:
            raise _twice(by_id[number], entry)
        # by id, a name is what the definition gets, and by name, it is also what it is known by
        for name, folder in entry.places() if number is None else entry.final_places():
            there = by_name.setdefault(name, [])
            for known, other in there:
                if other is not entry and _same_folder(known, folder):
                    raise _twice(other, entry)
            there.append((folder, entry))


def _twice(one: Entry, other: Entry) -> OptionError:
    return OptionError(
        "definitions",
        f"{one.label()} and {other.label()} mean the same definition",
        "State each definition once; where the names are equal, the folder (path) of each must be given",
    )


def _needs(entry: Entry, by_name: t.Mapping[str, list[Entry]], project: str) -> frozenset[int]:
    found = set()
    for name in upstream_names(entry.stated):
        owner, path = name.scope
        if owner is not None and owner.lower() != project.lower():
            continue
        for other in by_name.get(name.text.lower(), []):
            if any(matches(place, name.text, path) for place in other.places()):
                if other.is_absent:
                    raise OptionError(
                        "definitions",
                        f"{entry.label()} is built after {other.label()}, which is to be absent",
                        "Leave the trigger out, or keep that definition.",
                    )
                found.add(other.index)
    return frozenset(found)


def upstream_names(stated: Statement) -> list[Name]:
    """The definitions, given by name, whose completed builds trigger this one."""
    found: list[Name] = []
    replaced(stated.document.get("triggers"), found.append)
    return found


def _check_circles(entries: list[Entry]) -> None:
    left = {entry.index: set(entry.needs) for entry in entries}
    ready = [index for index, needs in left.items() if not needs]
    needed_by: dict[int, list[int]] = {}
    for index, needs in left.items():
        for needed in needs:
            needed_by.setdefault(needed, []).append(index)
    while ready:
        done = ready.pop()
        del left[done]
        for index in needed_by.get(done, []):
            left[index].discard(done)
            if not left[index]:
                ready.append(index)
    if left:
        raise _circle(entries, left)


def _circle(entries: list[Entry], left: t.Mapping[int, set[int]]) -> OptionError:
    """Every entry that is left needs another one that is left: following them leads around."""
    way = [min(left)]
    while True:
        following = min(left[way[-1]])
        if following in way:
            break
        way.append(following)
    circle = [*way[way.index(following) :], following]
    names = [f"'{entries[index].stated.name or entries[index].stated.id}'" for index in reversed(circle)]
    shown = names if len(names) <= _SHOWN else [*names[: _SHOWN - 1], "...", names[-1]]
    return OptionError(
        "definitions",
        f"the build completion triggers lead in a circle: {' -> '.join(shown)}",
        "Leave one of these triggers out: each build would start the next for ever.",
    )
