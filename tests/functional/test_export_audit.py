# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example of an audit: the playbook of docs/audit runs, writes nothing, and its reports say what is true."""

from __future__ import annotations

import html.parser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from functional.world import PAT, PROJECT, World

ROOT = Path(__file__).resolve().parents[2]
AUDIT = ROOT / "docs" / "audit"
DECLARED = AUDIT / "definitions"


class Page(html.parser.HTMLParser):
    """Checks that tags are balanced and that nothing is loaded from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "img", "iframe")
        assert not [name for name, dummy in attrs if name.startswith("on") or name in ("src", "href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.skipif(shutil.which("ansible-playbook") is None, reason="NOT CHECKED: ansible-playbook is not on PATH")
def test_the_audit_of_the_documentation(world: World, tmp_path: Path) -> None:
    declared: Path = tmp_path / "definitions"
    shutil.copytree(DECLARED, declared)
    for path in sorted(declared.rglob("*.yml")):
        world.run(**yaml.safe_load(path.read_text("utf-8")))
    [website] = world.run("build_definition_info", name="website")["definitions"]
    world.edit(website["id"], {"description": "Ours <b>now</b>", "variables": {"configuration": {"value": "Debug"}}})
    world.run(**world.minimal(name="nobody & co"))
    missing = {"name": "new", "repository": {"name": "tools"}, "queue": "Default", "yaml_filename": "a.yml"}
    write(declared / PROJECT / "new.yml", missing)
    write(declared / PROJECT / "wrong.yml", {**missing, "name": "wrong", "queue": "No such queue"})
    world.log()
    done = run(world, declared, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert world.writes() == []

    text = (tmp_path / "drift.md").read_text("utf-8")
    assert "| 4 | 1 | 1 | 1 | 1 | 1 |" in text
    assert re.search(r"## Fabrikam-Fiber-Git/website\n\n.*`description`", text)
    assert "description: The public site" in text
    assert "- Fabrikam-Fiber-Git/new\n" in text
    assert "There is no queue 'No such queue'" in text
    assert "nobody & co (id" in text

    source = (tmp_path / "drift.html").read_text("utf-8")
    page = Page()
    page.feed(source)
    assert page.open == []
    assert "Ours <b>now</b>" in page.text
    assert "nobody & co" in page.text
    assert source.lstrip().startswith("<!DOCTYPE html>")


def write(path: Path, options: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(options), "utf-8")


def run(world: World, declared: Path, reports: Path) -> subprocess.CompletedProcess[str]:
    collections = [entry for entry in sys.path if (Path(entry) / "ansible_collections" / "azdo").is_dir()]
    settings = {
        "AZDO_ORG_SERVICE_URL": world.url,
        "AZDO_PERSONAL_ACCESS_TOKEN": PAT,
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(collections),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_HOME": str(reports / "home"),
    }
    variables = [f"audit_definitions={declared}", f"audit_reports={reports}"]
    variables.append(f"ansible_python_interpreter={sys.executable}")
    command = ["ansible-playbook", "-i", "localhost,", str(AUDIT / "audit.yml")]
    return subprocess.run(
        [*command, *(part for variable in variables for part in ("-e", variable))],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=reports,
    )
