# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What differs between two definitions, for people and for the decision whether to write.

Works on canonical values (see `nodes`): what is equal here is the same to the service.
"""

from __future__ import annotations

import typing as t

from . import well_known
from .alignment import Place, align
from .nodes import ABSENT, Ref

#: Ansible's own word for a value that it hides
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def changes(before: t.Any, after: t.Any) -> list[str]:
    """The paths of all members that differ, such as ``variables.Config.value``, in the order of the document."""
    if before == after:
        return []
    return [path for path, dummy, dummy in _walk(before, after, "")]


def _walk(before: t.Any, after: t.Any, path: str) -> t.Iterator[tuple[str, t.Any, t.Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in _keys(before, after):
            yield from _walk(before.get(key, ABSENT), after.get(key, ABSENT), _join(path, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after)):
            yield from _walk(old, new, f"{path}[{index}]")
    elif before != after:
        if before is ABSENT and isinstance(after, dict) and not path:
            yield from _walk({}, after, path)
        else:
            yield path, before, after


def _keys(before: dict[str, t.Any], after: dict[str, t.Any]) -> list[str]:
    return list(before) + [key for key in after if key not in before]


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else str(key)


def excerpt(before: t.Any, after: t.Any) -> tuple[t.Any, t.Any]:
    """Both sides cut down to what differs: members that are equal are left out, equal elements of a list become a
    short label, so that a changed step stands among the names of its neighbours."""
    if isinstance(before, dict) and isinstance(after, dict):
        left, right = {}, {}
        for key in _keys(before, after):
            old, new = before.get(key, ABSENT), after.get(key, ABSENT)
            if old == new:
                continue
            old, new = excerpt(old, new)
            if old is not ABSENT:
                left[str(key)] = old
            if new is not ABSENT:
                right[str(key)] = new
        return left, right
    if isinstance(before, list) and isinstance(after, list):
        return _excerpt_of_lists(before, after)
    return plain(before), plain(after)


def _excerpt_of_lists(before: list[t.Any], after: list[t.Any]) -> tuple[list[t.Any], list[t.Any]]:
    if not all(isinstance(item, dict) for item in before + after):
        return plain(before), plain(after)
    pairs = align(before, after, [lambda item, place: item, lambda item, place: _label(item), _task_in_place])
    left = [plain(item) for item in before]
    right = [plain(item) for item in after]
    for new_index, old_index in enumerate(pairs):
        if old_index is None:
            continue
        old, new = before[old_index], after[new_index]
        if old == new:
            left[old_index] = right[new_index] = f"(same) {_label(old) or old_index}"
        else:
            left[old_index], right[new_index] = (_labelled(part, old, new) for part in excerpt(old, new))
    return left, right


def _label(item: dict[str, t.Any]) -> str | None:
    for key in ("displayName", "name", "refName"):
        if item.get(key):
            return str(item[key])
    task = item.get("task")
    return f"task {task.get('id')}" if isinstance(task, dict) else None


def _task_in_place(item: t.Any, place: Place) -> t.Any:
    return None if place.index is None else [place.index, (item.get("task") or {}).get("id")]


def _labelled(part: dict[str, t.Any], old: dict[str, t.Any], new: dict[str, t.Any]) -> dict[str, t.Any]:
    """The part that differs under the label that both have, so that people see whose part it is."""
    for key in ("displayName", "name"):
        if old.get(key) and old[key] == new.get(key):
            return {key: old[key], **part}
    return part


def plain(value: t.Any) -> t.Any:
    """A canonical value as JSON types; a reference as its name with the id beside it."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Ref):
        return repr(value) if value.name else value.id
    return value


def with_names(value: t.Any, names: t.Mapping[str, str]) -> t.Any:
    """JSON types with the name beside every id that is known: people do not read GUIDs."""
    if isinstance(value, dict):
        if value.get("id") and value.get("versionSpec"):
            names = {**names, **_task_name(str(value["id"]).lower(), str(value["versionSpec"]))}
        return {with_names(key, names): with_names(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [with_names(item, names) for item in value]
    name = names.get(value.lower()) if isinstance(value, str) else None
    return value if name is None else f"{name} ({value})"


def _task_name(task_id: str, version: str) -> dict[str, str]:
    """What a task is called at this version: some were renamed, so that one id bears several names."""
    found = well_known.task_names(task_id, version)
    return {task_id: found[0]} if len(found) == 1 else {}
