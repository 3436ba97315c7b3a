# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hunt looks at all that a run has written, and leaves out what it says that it leaves out."""

from __future__ import annotations

import gzip
import os
import time
from pathlib import Path

import pytest

from devkit.markers import FAMILY
from devkit.parts import hunt
from devkit.process import run, temporary

SECRET = f"{FAMILY}of-the-tests"
SOURCES = ("tests/a.py", "tools/b.py", "demo/c.py", "docs/d.md", "plugins/e.py")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # the hunt over the run of these very tests leaves a folder of this name out
    folder = tmp_path / hunt.GIVEN / "cache"
    folder.mkdir(parents=True)
    monkeypatch.setattr(hunt, "CACHE", folder)
    monkeypatch.setattr(hunt, "TEMPORARY", folder / "tmp")
    monkeypatch.setattr(hunt, "source_files", lambda root: SOURCES)
    return folder


def put(path: Path, content: str | bytes = SECRET) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def hunted(cache: Path, since: float = 0) -> tuple[int, int, str]:
    """Passed, failed, and what is said of the failures."""
    put(cache / "logs" / "harmless.log", "nothing")
    found = hunt.part(since).work(put(cache / "logs" / "hunt.log", ""))
    return found.passed, found.failed, "\n".join(found.problems)


COPY = "trees/main/ansible_collections/azdo/pipelines"
FOUND = [
    "logs/x.log",
    "logs/x.emulator.requests.log",
    "reports/x.xml",
    "home/.ansible/log",
    "tmp/x/pytest-of-me/pytest-0/test_a0/ansible.log",
    "tmp/x/pytest-of-me/pytest-0/test_a0/not-given/playbook.yml",
    "a-file-at-the-top",
    f"{COPY}/tests/output/junit/a.xml",
    f"{COPY}/plugins/e.py",
    f"{COPY}/docs/d.md",
    f"{COPY}/tests/other.py",
    "trees/main/home/tests/a.py",
    "installed/tests/a.py",
]
LEFT_OUT = [
    f"{COPY}/tests/a.py",
    f"{COPY}/tools/b.py",
    f"{COPY}/demo/c.py",
    "pycache/tests/a.cpython-313.pyc",
    "tmp/x/pytest-of-me/pytest-0/test_a0/given/playbook.yml",
    f"{COPY}/.hypothesis/constants/0123",
    "venvs/tests/lib/b.py",
]


@pytest.mark.parametrize("name", FOUND)
def test_found(cache: Path, name: str) -> None:
    put(cache / name, gzip.compress(SECRET.encode()))
    _passed, failed, said = hunted(cache)
    assert failed == 1
    assert f"{cache / name}: {FAMILY}... plain, in gzip" in said
    assert SECRET not in said


@pytest.mark.parametrize("name", LEFT_OUT)
def test_left_out(cache: Path, name: str) -> None:
    put(cache / name)
    put(cache / "venvs" / "tests" / "made-of", "x")
    assert hunted(cache)[1] == 0


def test_what_is_written_into_an_environment_after_it_was_made(cache: Path) -> None:
    stamp = put(cache / "venvs" / "tests" / "made-of", "x")
    while (late := put(cache / "venvs" / "tests" / "late.py")).stat().st_mtime_ns <= stamp.stat().st_mtime_ns:
        time.sleep(0.01)
    assert str(late) in hunted(cache)[2]


def test_a_name_of_a_file(cache: Path) -> None:
    put(cache / "tmp" / SECRET / "empty", "")
    assert hunted(cache)[1] == 1


def test_links_are_not_followed(cache: Path) -> None:
    (cache / "tmp").mkdir()
    (cache / "tmp" / "link").symlink_to(put(cache.parent / "outside"))
    (cache / "tmp" / "broken").symlink_to(cache / "nowhere")
    assert hunted(cache)[1] == 0


def test_what_is_older_than_the_run_is_not_its_own(cache: Path) -> None:
    put(cache / "logs" / "old.log")
    later = time.time() + 5
    assert hunted(cache, later)[:2] == (0, 0)
    new = put(cache / "home" / "new", "nothing")
    # a file that was put there by the run may be as old as it likes
    os.utime(new, (1, 1))
    assert hunted(cache, new.lstat().st_ctime)[0] >= 1


def test_temporary_files_go_when_they_are_clean(cache: Path) -> None:
    put(cache / "tmp" / "x" / "clean", "nothing")
    assert hunted(cache)[:2] == (2, 0)
    assert not (cache / "tmp").exists()
    dirty = put(cache / "tmp" / "x" / "dirty")
    assert hunted(cache)[:2] == (1, 1)
    assert dirty.exists()


def test_a_marker_across_two_pieces(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunt, "_PIECE", 1000)
    put(cache / "logs" / "big.log", b"x" * 997 + SECRET.encode() + b"x" * 5000)
    assert hunted(cache)[1] == 1


def test_each_part_has_a_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devkit.process.TEMPORARY", tmp_path / "tmp")
    done = run(["sh", "-c", "mktemp"], log=tmp_path / "some-part-2.21.log", cwd=tmp_path, env=dict(os.environ))
    assert Path(done.output.strip()).parent == tmp_path / "tmp" / "some-part-2.21"
    assert temporary(tmp_path / "other.log")["TMPDIR"] == str(tmp_path / "tmp" / "other")
