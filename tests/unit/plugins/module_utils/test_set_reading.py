# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.batch import Entry
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import statement
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import UnknownNameError
from ansible_collections.azdo.pipelines.plugins.module_utils._set_jobs import Job
from ansible_collections.azdo.pipelines.plugins.module_utils._set_reading import SetReading, waits_for_id


@pytest.mark.parametrize(
    ("body", "waits"),
    [
        (None, False),
        ({}, False),
        ({"triggers": None}, False),
        ({"triggers": [{"triggerType": 2}, {"definition": {"id": 7}}]}, False),
        ({"triggers": [{"definition": {"id": 7}}, {"definition": {"id": -1, "name": "new"}}]}, True),
    ],
)
def test_a_number_that_stands_for_what_is_not_there_yet(body: Any, waits: bool) -> None:
    assert waits_for_id(body) is waits


def test_what_is_still_to_be_created_has_a_number_while_planning_and_none_while_writing() -> None:
    planner: Any = SimpleNamespace(lookups=SimpleNamespace())
    client: Any = SimpleNamespace(
        list=lambda *args, **named: [], pages=lambda *args, **named: [], api_version=lambda: 0
    )
    reading = SetReading(client, planner, [Job(Entry(0, statement({"name": "new"})))], 1)
    reading._complete = True
    assert reading.id_of("NEW", None) == -1
    reading.promise_nothing()
    with pytest.raises(UnknownNameError, match="is not there yet"):
        reading.id_of("new", None)
    assert reading.id_of("other", None) is None
