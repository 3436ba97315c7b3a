# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What answers must look like before anything reads them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._answer_shapes import item_of, items_of
from ansible_collections.azdo.pipelines.plugins.module_utils._shape import MAX_DEPTH, Misfit

DEEP: list[Any] = []
for _level in range(MAX_DEPTH):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], "it is a list, not an object"),
        ({"name": "x"}, "id is missing"),
        ({"id": None}, "id is missing"),
        ({"id": 1.0}, "id is a number with a fraction, not a whole number"),
        ({"id": True}, "id is a boolean, not a whole number"),
        ({"id": 2**63}, "id is a number of too many digits, not a whole number"),
        ({"id": 1, "process": {"phases": [None]}}, "process.phases[0] is null, not an object"),
        ({"id": 1, "process": {"type": "x"}}, "process.type is 'x', not the number of a process type"),
        ({"id": 1, "variables": {"a": {"value": {}}}}, "variables.a.value is an object, not a text or number"),
        ({"id": 1, "latestBuild": {"finishTime": "now"}}, "latestBuild.finishTime is 'now', not a point in time"),
        ({"id": 1, "somethingNew": DEEP}, "somethingNew is nested too deeply"),
    ],
)
def test_what_does_not_fit(document: Any, problem: str) -> None:
    with pytest.raises(Misfit) as raised:
        item_of("definitions", document)
    assert str(raised.value) == problem


@pytest.mark.parametrize(
    "document", [{"id": 1}, {"id": 1, "queue": None, "somethingNew": [[{"a": 1}]], "triggers": []}]
)
def test_what_fits(document: Any) -> None:
    assert item_of("definitions", document) is document
    assert items_of("definitions", {"count": 1, "value": [document]}) == [document]


def test_lists() -> None:
    assert items_of("queues", {"count": 0, "value": None}) == []
    with pytest.raises(Misfit, match="the answer is not a list"):
        items_of("queues", {"id": 1})
    with pytest.raises(Misfit, match=r"\[1\].id is missing"):
        items_of("queues", {"value": [{"id": 1}, {"name": "x"}]})
