# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.azdo.pipelines.plugins.filter.merged_definitions import FilterModule

FILTER = FilterModule().filters()["merged_definitions"]


def test_presets_are_maps_or_texts_of_yaml() -> None:
    presets = {"text": "definition:\n  queue: A\n", "map": {"definition": {"queue": "B"}}}
    given = [{"name": "one", "preset": "text"}, {"name": "two", "preset": "map"}]
    assert [item["queue"] for item in FILTER(given, presets)] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("definition:\n  queue: [A\n", "preset 'broken': its text is not YAML, in line 3: "),
        ("a: \x00", "preset 'broken': its text is not YAML."),
        ("- a list", "preset 'broken': it is not a map"),
    ],
)
def test_a_text_that_is_no_preset(text: str, message: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        FILTER([{"name": "one", "preset": "broken"}], {"broken": text})
    assert message in str(caught.value)


def test_secrets_are_hidden_when_asked() -> None:
    given = [{"name": "one", "variables": {"key": {"value": "S3CRET-1", "is_secret": True}}}]
    assert FILTER(given) == given
    assert "S3CRET-1" not in str(FILTER(given, hide_secrets=True))


def test_options_that_are_omitted_are_not_stated() -> None:
    omitted = "__omit_place_holder__0123"
    given: list[Any] = [{"name": "one", "description": omitted, "tags": ["a", omitted], "queue": {"x": omitted}}]
    assert FILTER(given) == [{"name": "one", "tags": ["a"], "queue": {}}]


def test_nothing_is_shared_between_definitions() -> None:
    first, second = FILTER([{"name": "a"}, {"name": "b"}], {}, {"tags": ["x"]})
    assert first["tags"] == second["tags"]
    assert first["tags"] is not second["tags"]
