# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The YAML of diffs is written without a library; a real one must read the same back."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.yaml_text import as_yaml

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=15),
    st.sampled_from(
        [
            "yes",
            "1.0",
            "0x1F",
            "1e3",
            "- a",
            "a: b",
            "a #b",
            "*x",
            "&x",
            "null",
            "~",
            "12:30",
            "2026-01-01",
            "=",
            "a\nb",
            "a\n",
            "\na",
            " a\nb",
            "<<",
            "1_000",
            ".inf",
            "-.inf",
            "0o7",
        ]
    ),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(TEXT, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=12,
)


@settings(max_examples=2000, deadline=None)
@given(st.dictionaries(TEXT, VALUES, min_size=1, max_size=4))
def test_yaml_reads_back_what_was_written(value: dict[str, Any]) -> None:
    assert yaml.safe_load(as_yaml(value)) == value
