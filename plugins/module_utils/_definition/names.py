# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Names that stand where the service wants an id, until they are resolved."""

from __future__ import annotations

import dataclasses
import typing as t

from .nodes import Folded, folder_path


@dataclasses.dataclass(frozen=True)
class Name:
    """A name in the place of an id.

    ``kind``: queue, git_repository, service_connection, task. ``scope`` narrows the search: the project of a
    repository, the version of a task.
    """

    kind: str
    text: str
    scope: str | None = None


def by_id_or_name(kind: str, given: t.Any) -> dict[str, t.Any]:
    """A reference by number or by name: digits are an id, as everywhere in this collection."""
    text = str(given).strip()
    if text.isdigit():
        return {"id": int(text)}
    return {"id": Name(kind, text), "name": text}


def known_from(document: t.Mapping[str, t.Any] | None) -> dict[tuple[str, str], t.Any]:
    """The names and ids that the server's own document shows, so that nobody has to ask for them again."""
    known: dict[tuple[str, str], t.Any] = {}

    def learn(kind: str, reference: t.Any) -> None:
        if isinstance(reference, dict) and reference.get("name") and reference.get("id") not in (None, ""):
            known.setdefault((kind, Folded(reference["name"])), reference["id"])

    document = document or {}
    learn("queue", document.get("queue"))
    for phase in (document.get("process") or {}).get("phases") or []:
        learn("queue", (phase.get("target") or {}).get("queue"))
    return known


def replaced(value: t.Any, lookup: t.Callable[[Name], t.Any]) -> t.Any:
    """A copy of the document with every name replaced by what ``lookup`` answers."""
    if isinstance(value, Name):
        return lookup(value)
    if isinstance(value, dict):
        return {key: replaced(item, lookup) for key, item in value.items()}
    if isinstance(value, list):
        return [replaced(item, lookup) for item in value]
    return value


__all__ = ["Name", "by_id_or_name", "folder_path", "known_from", "replaced"]
