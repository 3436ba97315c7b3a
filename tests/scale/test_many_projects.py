# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many projects on two organizations in one run: the example of docs/scale on a command line."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from scale.world import MARKER, Organization, copy_example


class Playbook:
    """The example with the credential of each organization in a file of its own."""

    def __init__(self, folder: Path, organizations: list[Organization]) -> None:
        self.folder = copy_example(folder / "project", organizations)
        self.environment = dict(os.environ)
        for organization in organizations:
            path = folder / "given" / f"{organization.name}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps({"personal_access_token": organization.token}), "utf-8")
            self.environment[f"AZDO_CREDENTIAL_FILE_{organization.name.upper()}"] = str(path)

    def run(self, *options: str, code: int = 0) -> dict[str, dict[str, int]]:
        """Run it and return the recap: host -> counter -> number. No secret may be printed."""
        argv = ["ansible-playbook", "-i", "inventory", "pipelines.yml", "--forks", "4", *options]
        done = subprocess.run(
            argv, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        assert MARKER not in said
        assert "[WARNING]" not in said, said
        return {
            host: {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", counters)}
            for host, counters in re.findall(r"^(\S+) +: (ok=.+)$", said, re.MULTILINE)
        }


def changed(recap: dict[str, dict[str, int]]) -> set[str]:
    return {host for host, counters in recap.items() if counters["changed"]}


def test_projects_of_two_organizations_in_one_run(organization: Callable[[str], Organization], tmp_path: Path) -> None:
    """Foreseen; done, while one service asks to slow down and a project has gone meanwhile; nothing left to do."""
    both = contoso, fabrikam = organization("contoso"), organization("fabrikam")
    playbook = Playbook(tmp_path, list(both))
    foreseen = playbook.run("--check", "--diff", "-vvv", "--limit", "contoso.shop,fabrikam.billing")
    assert changed(foreseen) == {"contoso.shop", "fabrikam.billing"}
    assert not any(organization.created() for organization in both)

    gone = "contoso.search"
    contoso.call("DELETE", "projects", project="Search")
    contoso.call("POST", "faults", {"kind": "throttle", "nth": 3, "times": 3, "retry_after": 1})
    done = playbook.run("--diff", code=2)
    assert [host for host, counters in done.items() if counters["failed"]] == [gone]
    assert changed(done) == {*contoso.hosts, *fabrikam.hosts} - {gone}
    expected = contoso.expected()
    del expected["Search"]
    assert contoso.created() == expected
    assert fabrikam.created() == fabrikam.expected()

    again = playbook.run(
        "--limit", "contoso.search,contoso.shop,fabrikam", "-e", '{"pipelines_tolerated": ["project_not_found"]}'
    )
    assert [host for host, counters in again.items() if counters["rescued"]] == [gone]
    assert not changed(again)
    assert not any(organization.created() for organization in both)
