# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs are run without input, and none outlives the run."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from devkit.process import clean_environment, run


@pytest.fixture(autouse=True)
def _temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devkit.process.TEMPORARY", tmp_path / "tmp")


def test_output_and_code(tmp_path: Path) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    done = run([sys.executable, "-c", code], log=tmp_path / "log", cwd=tmp_path, env=clean_environment())
    assert done.code == 3
    assert sorted(done.output.split()) == ["err", "out"]
    assert "out" in (tmp_path / "log").read_text(encoding="utf-8")


def test_no_input(tmp_path: Path) -> None:
    code = "import sys; print(repr(sys.stdin.read()))"
    assert run([sys.executable, "-c", code], log=tmp_path / "log", cwd=tmp_path, env={}).output == "''\n"


def test_time_limit_ends_children_too(tmp_path: Path) -> None:
    script = f"sleep 60 & echo $! > '{tmp_path}/pid'; wait"
    done = run(["sh", "-c", script], log=tmp_path / "log", cwd=tmp_path, env=clean_environment(), timeout=0.5)
    assert done.code < 0
    child = int((tmp_path / "pid").read_text(encoding="utf-8"))
    deadline = time.monotonic() + 5
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # an ended child that nobody has waited for still has its number
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.is_file() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z")


@pytest.mark.parametrize("name", ["AZDO_ORG_SERVICE_URL", "SYSTEM_ACCESSTOKEN", "AZURE_DEVOPS_EXT_PAT", "PYTHONPATH"])
def test_no_test_inherits_a_connection_or_a_path(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    assert name not in clean_environment()
