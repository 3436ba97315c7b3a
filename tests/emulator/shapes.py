# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two document shapes: `build: [steps]` below 4.0 and `process` from 4.0 (api-facts §2.1, corpus S1).

Definitions are stored in the rich shape. The old one holds the steps of the first phase and nothing else of a
process, so reading low and writing back loses phases, variable groups and YAML, as on the real service.
"""

from __future__ import annotations

from typing import Any

from .contract import Wire
from .contracts import DEFINITION, PHASE, STEPS

StoredDocument = dict[str, Any]


def read(body: dict[str, Any], wire: Wire) -> StoredDocument:
    """The stored form of a request body. Raises ContractError."""
    stored: StoredDocument = DEFINITION.read(body, wire)
    if not wire.old_shape:
        return stored
    steps = next((item for name, item in body.items() if name.lower() == "build"), None)
    phase = {**PHASE.read({}, wire), "steps": STEPS.read(steps, wire)}
    stored["process"] = {"type": 1, "phases": [phase]}
    return stored


def first_steps(document: StoredDocument) -> list[dict[str, Any]]:
    """What `build` shows: the steps of the first phase; none for YAML."""
    phases = (document.get("process") or {}).get("phases") or []
    return list(phases[0].get("steps") or []) if phases else []


def all_steps(document: StoredDocument) -> list[dict[str, Any]]:
    phases = (document.get("process") or {}).get("phases") or []
    return [step for phase in phases for step in phase.get("steps") or []]


def write(document: StoredDocument, wire: Wire) -> dict[str, Any]:
    """The members that a caller may write, in the shape of the requested version."""
    shown: dict[str, Any] = DEFINITION.write(document, wire)
    if not wire.old_shape:
        return shown
    steps = STEPS.write(first_steps(document), wire)
    return {"build": steps, **shown} if steps else shown
