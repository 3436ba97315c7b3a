# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that is installed has a lock file with versions and hashes, made of what is required now."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from devkit import ansible_test, cores, pins, renewal, venvs
from devkit.interpreters import Interpreter
from devkit.pins import Pins, pinned

EVERY = renewal.all_pins()
PYTHONS = sorted({(3, minor) for core in cores.CORES for minor in range(core.low[1], core.high[1] + 1)})


def _environments(oldest: tuple[int, int]) -> list[dict[str, str]]:
    here = {name: str(value) for name, value in default_environment().items()}
    return [
        {**here, "python_version": f"{major}.{minor}", "python_full_version": f"{major}.{minor}.1"}
        for major, minor in PYTHONS
        if (major, minor) >= oldest
    ]


def _holds(line: str, environment: dict[str, str]) -> bool:
    marker = Requirement(line).marker
    return marker is None or marker.evaluate(environment)


def _packages(text: str) -> list[Requirement]:
    return [Requirement(lines[0].rstrip(" \\")) for lines in pinned(text).values()]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_lock_file_is_made_of_what_is_required(one: Pins) -> None:
    assert one.problem() == ""


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_lock_file_satisfies_what_is_required(one: Pins) -> None:
    packages = _packages(one.lock.read_text("utf-8"))
    for environment in _environments(one.oldest):
        chosen = {
            canonicalize_name(package.name): str(package.specifier).removeprefix("==")
            for package in packages
            if _holds(str(package), environment)
        }
        for line in one.lines():
            if _holds(line, environment):
                stated = Requirement(line)
                version = chosen[canonicalize_name(stated.name)]
                assert stated.specifier.contains(version, prereleases=True), (line, environment["python_version"])


@pytest.mark.parametrize("path", sorted(pins.LOCKS.glob("*.txt")), ids=lambda path: path.stem)
def test_lock_file_holds_versions_and_hashes_and_nothing_else(path: Path) -> None:
    text = path.read_text("utf-8")
    for name, (_stated, *hashes) in pinned(text).items():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", name)
        assert hashes, f"{name} has no hash"
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes), name
    stated = [line for line in text.splitlines() if not line.startswith("#")]
    assert stated == [line for lines in pinned(text).values() for line in lines]
    assert "://" not in "".join(stated)


def test_every_lock_file_is_used() -> None:
    assert sorted(pins.LOCKS.glob("*")) == sorted([*(one.lock for one in EVERY), ansible_test.PIP_LOCK])


def test_pip_of_the_newest_ansible_test_is_pinned() -> None:
    known = pinned(ansible_test.PIP_LOCK.read_text("utf-8"))
    newest = ansible_test.pip_versions(Path(sys.prefix))
    assert {f"pip=={version}" for version in newest} <= known.keys()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pins, "LOCKS", tmp_path / "locked")
    (tmp_path / "locked").mkdir()
    (tmp_path / "base.txt").write_text("# a comment\nbeta>=1  # why\n", encoding="utf-8")
    (tmp_path / "more.txt").write_text("-r base.txt\n\nalpha\n", encoding="utf-8")
    return tmp_path


def _locked(folder: Path) -> Pins:
    one = Pins("some", (folder / "more.txt", "gamma==2"))
    one.lock.write_text(f"{one.header}alpha==1 \\\n    --hash=sha256:0\n", encoding="utf-8")
    return one


def test_requirements_come_from_all_sources(folder: Path) -> None:
    assert _locked(folder).lines() == ["alpha", "beta>=1", "gamma==2"]


def test_comment_needs_no_new_lock_file(folder: Path) -> None:
    one = _locked(folder)
    (folder / "base.txt").write_text("# another comment\nbeta>=1\n", encoding="utf-8")
    assert one.problem() == ""


@pytest.mark.parametrize("text", ["beta>=2\n", "beta>=1\ndelta\n", ""])
def test_other_requirement_needs_a_new_lock_file(folder: Path, text: str) -> None:
    one = _locked(folder)
    (folder / "base.txt").write_text(text, encoding="utf-8")
    assert "some.txt was made of other requirements: run `make lock`" in one.problem()


def test_missing_lock_file_is_told(folder: Path) -> None:
    one = _locked(folder)
    one.lock.unlink()
    assert "some.txt is missing: run `make lock`" in one.problem()


def test_environment_is_not_made_of_a_stale_lock_file_or_on_an_older_python(folder: Path) -> None:
    one = _locked(folder)
    with pytest.raises(venvs.SetupError, match=r"some: it needs Python 3\.10 or later, this is 3\.9\.1"):
        venvs.ensure(Interpreter((3, 9), "3.9.1", folder / "python3"), one)
    (folder / "more.txt").write_text("alpha>=2\n", encoding="utf-8")
    with pytest.raises(venvs.SetupError, match="was made of other requirements"):
        venvs.ensure(Interpreter((3, 12), "3.12.1", folder / "python3"), one)


def test_each_python_gets_the_newest_core_that_accepts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        cores,
        "CORES",
        (cores.Core("1.1", (3, 10), (3, 11)), cores.Core("1.2", (3, 11), (3, 12)), cores.Core("1.3", (3, 13), (3, 14))),
    )
    assert cores.newest_for_each_python((3, 10)) == [
        "ansible-core~=1.1.0 ; python_version >= '3.10' and python_version <= '3.10'",
        "ansible-core~=1.2.0 ; python_version >= '3.11' and python_version <= '3.12'",
        "ansible-core~=1.3.0 ; python_version >= '3.13'",
    ]
    assert len(cores.newest_for_each_python((3, 13))) == 1
