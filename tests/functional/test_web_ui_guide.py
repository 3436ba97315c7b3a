# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide from a web-UI export to a playbook does what it says, with its own export and its own tasks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azdo.pipelines.plugins.module_utils._definition_spec import DEFINITION_SPEC
from functional.field_cases.repository import repository_id
from functional.test_fields import options_of
from functional.world import MARKER, World

PAGE = Path(__file__).resolve().parents[2] / "docs" / "from-web-ui-to-playbook.md"
MODULE = "azdo.pipelines.build_definition"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    (text,) = blocks("json")
    file = tmp_path / "website.json"
    file.write_text(text.replace("REPOSITORY-ID", repository_id("website")), "utf-8")
    return file


def tasks(exported: Path) -> list[dict[str, Any]]:
    """The options of the page's tasks, in order."""
    found = []
    for block in blocks("yaml"):
        for task in yaml.safe_load(block.replace("{{ vault_feed_key }}", MARKER)):
            if MODULE in task:
                options = task[MODULE]
                if "document_src" in options:
                    options["document_src"] = str(exported)
                found.append(options)
    return found


@pytest.fixture
def there(world: World, exported: Path) -> int:
    """The definition as somebody made it in the web UI, with the secret that the export does not show."""
    document = json.loads(exported.read_text("utf-8"))
    document["variables"]["FeedKey"]["value"] = MARKER
    for member in ("id", "revision"):
        del document[member]
    return world.put_definition(document)


def test_no_step_changes_what_the_export_came_from(world: World, there: int, exported: Path) -> None:
    before = world.document(there)
    for options in tasks(exported):
        for check in (True, False):
            result = world.run(check=check, **options)
            assert result["changes"] == []
            assert result["changed"] is False
            assert not result.get("warnings")
    assert world.document(there) == before


def test_the_export_takes_back_what_the_web_ui_changed(world: World, there: int, exported: Path) -> None:
    world.edit(there, {"jobTimeoutInMinutes": 90, "description": "not in the export"})
    as_exported = tasks(exported)[0]
    assert world.run(**as_exported)["changes"] == ["jobTimeoutInMinutes"]
    assert world.run(**as_exported)["changed"] is False
    assert world.document(there)["description"] == "not in the export"


def test_each_step_makes_the_pipeline_anew(world: World, exported: Path) -> None:
    for options in tasks(exported):
        made = world.run(**options)
        assert made["action"] == "create"
        warned = (
            []
            if "variables" in options
            else ["The secret variable 'FeedKey' is new and has no value; the pipeline gets an empty one."]
        )
        assert made.get("warnings", []) == warned
        assert world.run(**options)["changed"] is False
        world.run(name="website", path="web", state="absent")


def test_the_first_block_reads_a_definition_that_can_be_stated(world: World, there: int) -> None:
    first = yaml.safe_load(blocks("yaml")[0])[0]["azdo.pipelines.build_definition_info"]
    (document,) = world.run("build_definition_info", **first)["definitions"]
    assert world.run(document=json.dumps(document))["changed"] is False


def test_the_table_names_options() -> None:
    rows = re.findall(r"^\| `.+?\| `([\w.\[\]]+)`", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) > 8
    assert set(rows) <= set(options_of(DEFINITION_SPEC))
