# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Many statements at once: that no two of them mean the same definition, and which of them needs which. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from .desired import Statement
from .names import Name, replaced
from .nodes import folder_path

#: name in lower case; folder in lower case, None where the task leaves it open
Place = tuple[str, t.Optional[str]]

#: how many definitions a circle or a list in an error shows
_SHOWN = 10
_TWICE = "State each definition once; where the names are equal, the folder (path) of each must be given"


@dataclasses.dataclass
class Entry:
    """One definition of the set. ``needs``: the indexes of those that its build completion triggers name.

    ``place``: where the user finds it, if that is not its place in the list.
    """

    index: int
    stated: Statement
    needs: frozenset[int] = frozenset()
    place: str | None = None

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
        return label_of(self.index, name, self.place)


def label_of(index: int, name: t.Any, place: str | None = None) -> str:
    """How errors call an element of the list."""
    return (place or f"definitions[{index}]") + (f" '{name}'" if name else "")


@dataclasses.dataclass(frozen=True)
class Contradiction:
    """What is wrong between definitions that are right by themselves, and what to do about it."""

    problem: str
    remedy: str


def linked(entries: t.Sequence[Entry], project: str) -> list[Contradiction]:
    """Tell each entry what it needs.

    What is answered are all contradictions: two that state the same definition, one that needs what is to be absent, a
    circle of those that need each other.
    """
    found = _twice_stated(entries)
    after: dict[str, list[Entry]] = {}
    for entry in entries:
        for name, _folder in entry.places():
            after.setdefault(name, []).append(entry)
    for entry in entries:
        if not entry.is_absent:
            needed = _needs(entry, after, project)
            found += [_of_absent(entry, other) for other in needed if other.is_absent]
            entry.needs = frozenset(other.index for other in needed if not other.is_absent)
    return found + _circles(entries)


def told(contradictions: t.Sequence[Contradiction]) -> list[str]:
    """Contradictions as sentences: what to do stands once after those that it is about."""
    by_remedy: dict[str, list[str]] = {}
    for contradiction in contradictions:
        by_remedy.setdefault(contradiction.remedy, []).append(f"{contradiction.problem}.")
    return [" ".join([*_shortened(problems), f"{remedy}."]) for remedy, problems in by_remedy.items()]


def _shortened(problems: list[str]) -> list[str]:
    more = len(problems) - _SHOWN
    return problems if more <= 0 else [*problems[:_SHOWN], f"And {more} more such."]


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


def _twice_stated(entries: t.Sequence[Entry]) -> list[Contradiction]:
    by_name: dict[str, list[tuple[str | None, Entry]]] = {}
    by_id: dict[int, Entry] = {}
    found = []
    for entry in entries:
        number = entry.stated.id
        others = []
        if number is not None and by_id.setdefault(number, entry) is not entry:
            others.append(by_id[number])
        # by id, a name is what the definition gets, and by name, it is also what it is known by
        for name, folder in entry.places() if number is None else entry.final_places():
            there = by_name.setdefault(name, [])
            others += [other for known, other in there if other is not entry and _same_folder(known, folder)]
            there.append((folder, entry))
        if others:
            first = min(others, key=lambda other: other.index)
            found.append(Contradiction(f"{first.label()} and {entry.label()} mean the same definition", _TWICE))
    return found


def _needs(entry: Entry, by_name: t.Mapping[str, list[Entry]], project: str) -> list[Entry]:
    """Those of the set that the entry is built after, in the order of the set."""
    found = {}
    for name in upstream_names(entry.stated):
        owner, path = name.scope
        if owner is not None and owner.lower() != project.lower():
            continue
        for other in by_name.get(name.text.lower(), []):
            if any(matches(place, name.text, path) for place in other.places()):
                found[other.index] = other
    return [found[index] for index in sorted(found)]


def _of_absent(entry: Entry, other: Entry) -> Contradiction:
    return Contradiction(
        f"{entry.label()} is built after {other.label()}, which is to be absent",
        "Leave the trigger out, or keep that definition",
    )


def upstream_names(stated: Statement) -> list[Name]:
    """The definitions, given by name, whose completed builds trigger this one."""
    found: list[Name] = []
    replaced(stated.document.get("triggers"), found.append)
    return found


def _circles(entries: t.Sequence[Entry]) -> list[Contradiction]:
    """One circle of each group of entries that need each other."""
    needs = {entry.index: set(entry.needs) for entry in entries}
    labels = {entry.index: f"'{entry.stated.name or entry.stated.id}'" for entry in entries}
    found = []
    left = _without_leaves(needs)
    while left:
        circle = _a_circle(left)
        found.append(_circle([labels[index] for index in reversed(circle)]))
        # whoever leads to this circle is no other one
        left = _without_leaves({index: wanted - set(circle) for index, wanted in left.items() if index not in circle})
    return found


def _without_leaves(needs: t.Mapping[int, set[int]]) -> dict[int, set[int]]:
    """What is left when again and again those go that need nothing."""
    left = {index: set(wanted) for index, wanted in needs.items()}
    ready = [index for index, wanted in left.items() if not wanted]
    needed_by: dict[int, list[int]] = {}
    for index, wanted in left.items():
        for needed in wanted:
            needed_by.setdefault(needed, []).append(index)
    while ready:
        done = ready.pop()
        del left[done]
        for index in needed_by.get(done, []):
            left[index].discard(done)
            if not left[index]:
                ready.append(index)
    return left


def _a_circle(left: t.Mapping[int, set[int]]) -> list[int]:
    """Every entry that is left needs another one that is left: following them leads around."""
    way = [min(left)]
    while True:
        following = min(left[way[-1]])
        if following in way:
            return [*way[way.index(following) :], following]
        way.append(following)


def _circle(names: list[str]) -> Contradiction:
    shown = names if len(names) <= _SHOWN else [*names[: _SHOWN - 1], "...", names[-1]]
    return Contradiction(
        f"triggers.build_completion leads in a circle: {' -> '.join(shown)}",
        "Leave one of these triggers out: each build would start the next for ever",
    )
