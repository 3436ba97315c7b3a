# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every operation under every fault: an end that is right, or an error that says what is known (docs/faults.md)."""

from __future__ import annotations

import pytest

from functional.fault_cases import BENCHES, WHOLE, cells
from functional.fault_cases.faults import DEFECTS, FAULTS
from functional.fault_cases.judge import Bench
from functional.fault_cases.operation import Operation
from functional.fault_cases.operations import OPERATIONS
from functional.fault_cases.table import FILE, kept, rendered, row_of, shown
from functional.world import Emulator

WRITE_IT = "run tests/functional/fault_cases/table.py"


@pytest.mark.parametrize(
    ("operation", "profile"), BENCHES, ids=[f"{operation.name}-{profile}" for operation, profile in BENCHES]
)
def test_faults(emulator: Emulator, operation: Operation, profile: str) -> None:
    bench = Bench(emulator, operation, profile)
    table = kept(FILE.read_text(encoding="utf-8"))
    problems = []
    for fault, lasts in cells(operation, profile):
        row = row_of(fault.name, lasts)
        found = bench.under(fault, lasts)
        if (operation.name, fault.name) in DEFECTS:
            if not found.problems:
                problems.append(f"{row}: mended; take it out of DEFECTS, and {WRITE_IT}")
            continue
        problems += [f"{row}: {problem}" for problem in found.problems]
        if profile in WHOLE and table.get((operation.name, profile, row)) != shown(found):
            problems.append(f"{row}: {shown(found)} is not what the table says; {WRITE_IT}")
    assert not problems, "\n".join(problems)


def test_the_table_in_the_documentation_is_whole() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert rendered(kept(text)) == text, WRITE_IT


def test_the_tables_are_in_order() -> None:
    names = [operation.name for operation in OPERATIONS]
    faults = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names)
    assert len(set(faults)) == len(faults)
    assert {name for name, _fault in DEFECTS} <= set(names)
    assert {fault for _name, fault in DEFECTS} <= set(faults)
