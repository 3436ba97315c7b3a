# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demo ends well, against the emulator and as it runs against somebody's own server."""

from __future__ import annotations

import os
import subprocess
import sys

from docs_examples.conftest import Server
from docs_examples.examples import ROOT


def run_demo(**settings: str) -> subprocess.CompletedProcess[str]:
    foreign = ("AZDO_", "AZURE_", "SYSTEM_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return subprocess.run(
        [sys.executable, str(ROOT / "demo" / "run.py")],
        env={**env, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


def test_the_demo_ends_well() -> None:
    done = run_demo()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All as it should be" in done.stdout
    assert "[WARNING]" not in done.stdout + done.stderr


def test_an_own_server_is_left_as_it_was(server: Server) -> None:
    done = run_demo(
        AZDO_ORG_SERVICE_URL=server.url("server2022"),
        SYSTEM_TEAMPROJECT="Fabrikam-Fiber-Git",
        AZDO_PERSONAL_ACCESS_TOKEN="emulator-pat",
        AZDO_DEMO_QUEUE="Default",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "REAL definitions" in done.stdout
    assert server.definitions("server2022") == []


def test_an_own_server_without_a_token_is_left_alone(server: Server) -> None:
    done = run_demo(AZDO_ORG_SERVICE_URL=server.url("server2022"), EMULATOR_URL="http://127.0.0.1:1")
    assert "is set, but not SYSTEM_TEAMPROJECT, nor" in done.stdout
    assert done.returncode != 0, "the emulator is not there"
