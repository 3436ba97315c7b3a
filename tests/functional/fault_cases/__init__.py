# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Operations under faults: which are tried on which product."""

from __future__ import annotations

from functional.conftest import PROFILES

from .faults import FAULTS, HANDFUL, Fault
from .operation import Operation
from .operations import OPERATIONS

#: the products on which every fault is tried; on the second one those that hit every time are the handful
WHOLE = ("services", "tfs2018")


def cells(operation: Operation, profile: str) -> list[tuple[Fault, bool]]:
    """The faults to try, each with whether it hits the decisive request every time."""
    found: list[tuple[Fault, bool]] = []
    for fault in FAULTS:
        if fault.suits(operation) and (profile in WHOLE or fault.name in HANDFUL):
            found.append((fault, False))
            if fault.lasting and (profile == WHOLE[0] or (profile in WHOLE and fault.name in HANDFUL)):
                found.append((fault, True))
    return found


#: every operation on every product that has it
BENCHES: list[tuple[Operation, str]] = [
    (operation, profile) for operation in OPERATIONS for profile in PROFILES if profile in operation.profiles
]
