# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The two shapes of a definition document, and the way between them (api-facts §2.1).

Up to api-version 3.x the steps stand in ``build``; from 4.0 on in ``process.phases[].steps``. A document is always
written in the shape that it was read in; the domain speaks the newer one.
"""

from __future__ import annotations

import typing as t

from .._version import ApiVersion
from .containers import Record
from .members import DESIGNER_PROCESS, YAML_PROCESS, process_type
from .nodes import ABSENT
from .schema import DEFINITION, OLD_DEFINITION, PHASE

Document = dict[str, t.Any]

#: the first version with ``process``
PROCESS_SINCE = ApiVersion(4, 0)


class ShapeError(Exception):
    """Something that the old shape has no place for. ``path`` is the member, ``reason`` a sentence about it."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def schema_for(version: ApiVersion) -> Record:
    """The table for documents of this api-version."""
    return DEFINITION if version >= PROCESS_SINCE else OLD_DEFINITION


def is_old_shape(document: Document) -> bool:
    """Whether the document has its steps in ``build``."""
    return "build" in document and "process" not in document


def is_lossy(document: Document) -> bool:
    """Whether the document was read at a version that cannot show it: it says neither ``build`` nor ``process``.

    That is how a YAML definition looks below 4.0 (corpus S1). Writing it back would destroy it.
    """
    return "build" not in document and "process" not in document


def raised(document: Document) -> Document:
    """The document in the newer shape: ``build`` is the only phase of a classic process. Nothing else changes."""
    if not is_old_shape(document):
        return document
    newer = {key: value for key, value in document.items() if key != "build"}
    newer["process"] = {"type": DESIGNER_PROCESS, "phases": [{"steps": document["build"] or []}]}
    return newer


def lowered(stated: Document) -> Document:
    """What was stated, in the older shape.

    A phase's own members that only name it or repeat a default are left out: the old shape says the same without them.

    :raises ShapeError: for a YAML process, several phases, or a phase that says more than its steps.
    """
    if "process" not in stated:
        return dict(stated)
    process = stated["process"] or {}
    if process_type(process) == YAML_PROCESS:
        raise ShapeError("process.yamlFilename", "a YAML pipeline cannot be held")
    if process_type(process) != DESIGNER_PROCESS:
        raise ShapeError("process.type", "only a classic process with steps can be held")
    phases = process.get("phases")
    older = {key: value for key, value in stated.items() if key != "process"}
    if isinstance(older.get("options"), list):
        # TFS 2015 refuses empty inputs (api-facts §2.8)
        older["options"] = [_without_empty_inputs(option) for option in older["options"]]
    if phases is None:
        return older
    if len(phases) > 1:
        raise ShapeError("process.phases", f"{len(phases)} phases were given, only one can be held")
    if process.get("target"):
        raise ShapeError("process.target", "an agent specification cannot be held")
    older["build"] = _steps_of(phases[0], older) if phases else []
    return older


def _steps_of(phase: Document, older: Document) -> t.Any:
    """The steps of the only phase. Its queue and demands become the definition's, where those are not stated."""
    target = dict(phase.get("target") or {})
    queue, demands = target.pop("queue", None), target.pop("demands", None)
    if queue and not older.get("queue"):
        older["queue"] = queue
    elif queue and _id(queue) != _id(older["queue"]):
        raise ShapeError("process.phases[0].target.queue", "a queue other than the definition's cannot be held")
    if demands:
        older["demands"] = list(older.get("demands") or []) + list(demands)
    rest = {key: value for key, value in phase.items() if key not in ("steps", "name", "refName")}
    rest["target"] = target
    left = PHASE.canonical(rest)
    if left is not ABSENT:
        raise ShapeError(f"process.phases[0].{next(iter(left))}", "only the steps of a phase can be held")
    return phase.get("steps") or []


def _without_empty_inputs(option: t.Any) -> t.Any:
    if not isinstance(option, dict) or option.get("inputs") != {}:
        return option
    return {key: item for key, item in option.items() if key != "inputs"}


def _id(reference: t.Any) -> str:
    return str(reference.get("id") if isinstance(reference, dict) else reference)
