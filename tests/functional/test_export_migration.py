# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/migration.md, block by block: from a TFS 2015 to the cloud, and a second run that changes nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from functional.world import MARKER, PAT, Emulator, World

PAGE = Path(__file__).resolve().parents[2] / "docs" / "migration.md"
BLOCK = re.compile(r"^<!-- migration: (\w+) -->\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OLD, NEW = "https://tfs.example.com/tfs/DefaultCollection", "https://dev.azure.com/contoso"


@pytest.mark.skipif(shutil.which("ansible-playbook") is None, reason="NOT CHECKED: ansible-playbook is not on PATH")
def test_the_guide(emulator: Emulator, tmp_path: Path) -> None:
    old, new = emulator.collection("tfs2015"), emulator.collection("services")
    try:
        migrate(old, new, tmp_path)
    finally:
        old.close()
        new.close()


def migrate(old: World, new: World, folder: Path) -> None:
    for name in ("website", "service"):
        old.run(
            **old.minimal(
                name=name,
                variables={"apiKey": {"value": f"{MARKER}-old", "is_secret": True}, "text": "{{ not ours }}"},
                triggers={"continuous_integration": {"branch_filters": ["+refs/heads/main"]}},
            )
        )
    old.run(**old.minimal(name="after", triggers={"build_completion": [{"definition": "website"}]}))
    old.log()
    blocks = dict(BLOCK.findall(PAGE.read_text("utf-8")))
    assert set(blocks) == {"export", "apply"}
    play(folder, blocks["export"], old, new)
    assert old.writes() == []
    assert {path.name for path in (folder / "files").iterdir()} == {"1.yml", "2.yml", "3.yml"}

    foreseen = play(folder, blocks["apply"], old, new, "--check", fails=True)
    assert new.writes() == []
    # in check mode nothing that another needs is made
    assert "There is no definition 'website'" in foreseen
    play(folder, blocks["apply"], old, new)
    again = play(folder, blocks["apply"], old, new)
    assert re.search(r"changed=0 .*failed=0", again)
    listed = new.run("build_definition_info", include_all_properties=True)["definitions"]
    found = {item["name"]: item for item in listed}
    assert set(found) == {"website", "service", "after"}
    website = new.document(found["website"]["id"])
    assert website["variables"]["apiKey"] == {"value": MARKER, "isSecret": True}
    assert website["variables"]["text"] == {"value": "{{ not ours }}"}
    assert website["process"]["phases"][0]["steps"][0]["inputs"] == {"solution": "a.sln"}
    assert website["triggers"][0]["branchFilters"] == ["+refs/heads/main"]
    assert found["after"]["triggers"][0]["definition"]["id"] == found["website"]["id"]


def play(folder: Path, text: str, old: World, new: World, *arguments: str, fails: bool = False) -> str:
    """Run a block as a playbook; what it printed."""
    plays: list[dict[str, Any]] = yaml.safe_load(text.replace(OLD, old.url).replace(NEW, new.url))
    for one in plays:
        one["vars"] = {**one.get("vars", {}), "folder": str(folder / "files"), "vault_api_key": MARKER}
        one["vars"]["ansible_python_interpreter"] = sys.executable
    playbook = folder / "given" / "playbook.yml"
    playbook.parent.mkdir(exist_ok=True)
    playbook.write_text(yaml.safe_dump(plays, sort_keys=False), "utf-8")
    collections = [entry for entry in sys.path if (Path(entry) / "ansible_collections" / "azdo").is_dir()]
    settings = {
        "AZDO_PERSONAL_ACCESS_TOKEN": PAT,
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(collections),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_HOME": str(folder / "home"),
    }
    done = subprocess.run(
        ["ansible-playbook", "-i", "localhost,", str(playbook), *arguments],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=folder,
    )
    printed = done.stdout + done.stderr
    assert (done.returncode != 0) == fails, printed
    assert MARKER not in printed
    return printed
