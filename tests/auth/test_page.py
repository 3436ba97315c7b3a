# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What docs/authentication.md says of the options is what they take."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.azdo.pipelines.plugins.module_utils._auth import METHODS
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_entra import ENVIRONMENT, TAKES
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import CONNECTION_SPEC

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "authentication.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_valid(example: str) -> None:
    for play in yaml.safe_load(example):
        options: dict[str, Any] = play["module_defaults"]["group/azdo.pipelines.azdo"]
        assert ArgumentSpecValidator(CONNECTION_SPEC).validate(options).error_messages == []


def test_every_method_has_its_line() -> None:
    tables = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    # the first is the head of the table of methods
    assert tables == ["auth_method", *METHODS, *TAKES]


def test_every_variable_of_entra_is_named() -> None:
    section = PAGE.split("## Microsoft Entra")[1].split("\n## ")[0]
    assert set(re.findall(r"`(AZURE_\w+)`", section)) == set(ENVIRONMENT.values())


def test_what_each_method_of_entra_needs_is_said() -> None:
    for method, (needed, _possible) in TAKES.items():
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{method}` | ") and line.count("|") == 4)
        assert all(f"`{option}`" in row for option in needed), method
