# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import is_managed


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({}, True),
        ({"type": "build", "quality": "definition"}, True),
        ({"type": 2, "quality": 1}, True),
        ({"definitionType": "build", "documentQuality": "definition"}, True),
        ({"definitionType": ["xaml"], "type": {}}, True),
        ({"type": "xaml"}, False),
        ({"type": 1}, False),
        ({"definitionType": "xaml"}, False),
        ({"definitionType": 1, "type": "build"}, False),
        ({"quality": "draft"}, False),
        ({"quality": 2}, False),
        ({"documentQuality": "draft"}, False),
    ],
)
def test_what_is_managed(item: dict[str, Any], expected: bool) -> None:
    assert is_managed(item) is expected
