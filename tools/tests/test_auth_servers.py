# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What packages are missing, who may install them, and what is said where nobody does."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import run
from devkit import debian
from devkit.interpreters import Interpreter
from devkit.outcome import Outcome
from devkit.parts import auth_servers, suites
from devkit.paths import ROOT
from devkit.process import Finished


def _program(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all programs that there are."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_list_of_packages_is_names_only() -> None:
    names = debian.packages(ROOT / auth_servers.SUITE / "packages.txt")
    assert {"apache2-bin", "krb5-kdc", "libkrb5-dev"} <= set(names)
    assert all(name.replace("-", "").isalnum() for name in names)


def test_what_is_missing(system: Path) -> None:
    _program(system, "apt-get", "")
    shown = "printf 'here installed\\nremoved config-files\\n'; echo 'no packages found matching new' >&2; exit 1"
    _program(system, "dpkg-query", shown)
    assert debian.missing(["here", "removed", "new"]) == ["removed", "new"]
    assert debian.missing(["here"]) == []


def test_another_system_has_no_packages(system: Path) -> None:
    assert debian.missing(["here"]) is None
    _program(system, "dpkg-query", "")
    assert debian.missing(["here"]) is None


def test_who_may_become_root(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert debian.as_root() == []
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert debian.as_root() is None
    sudo = _program(system, "sudo", "exit 1")
    assert debian.as_root() is None, "it would ask for a password"
    _program(system, "sudo", 'test "$1" = -n')
    assert debian.as_root() == [str(sudo), "-n"]


def test_headers_are_a_package_for_debians_own_python_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(*_command: object, **_how: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 0, "False\n", "")

    monkeypatch.setattr(subprocess, "run", told)
    assert debian.headers_of(Interpreter((3, 13), "3.13.1", Path("/usr/bin/python3.13"))) == ["python3.13-dev"]
    assert debian.headers_of(Interpreter((3, 13), "3.13.1", Path("/opt/python/bin/python3.13"))) == []


@pytest.mark.parametrize("first", ["exit 0", "exit 100"])
def test_the_lists_are_renewed_only_where_the_first_try_fails(first: str, tmp_path: Path) -> None:
    """The script of the installation, with an apt-get that writes down what it is asked."""
    folder, asked, policy = tmp_path / "bin", tmp_path / "asked", tmp_path / "policy-rc.d"
    folder.mkdir()
    tries = f"test -e {tmp_path}/tried || {{ touch {tmp_path}/tried; {first}; }}"
    _program(
        folder, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {asked}; sh {policy}; echo "policy $?" >> {asked}; {tries}'
    )
    _program(folder, "systemctl", f'echo "systemctl $*" >> {asked}')
    script = "services=squid\n" + debian._INSTALL.replace("/usr/sbin/policy-rc.d", str(policy))
    env = {"PATH": f"{folder}:/usr/bin:/bin"}
    subprocess.run(["sh", "-c", script, "install", "squid", "openssl"], env=env, check=True)
    lines = asked.read_text(encoding="utf-8").splitlines()
    installs = [line for line in lines if line.endswith("install --no-install-recommends squid openssl")]
    updates = [line for line in lines if line.endswith(" update")]
    assert (len(installs), len(updates)) == ((1, 0) if first == "exit 0" else (2, 1))
    assert all(line.startswith("noninteractive ") for line in [*installs, *updates])
    assert "policy 101" in lines, "no service may be started"
    assert not policy.exists()
    assert lines[-1] == "systemctl disable --quiet squid"


class Machine:
    """What the part finds, and what it did."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.missing: list[str] | None = ["squid", "nginx"]
        self.before: list[str] | None = []
        self.code = 0
        self.installed: list[str] = []
        monkeypatch.setattr(debian, "missing", lambda names: self.missing)
        monkeypatch.setattr(debian, "as_root", lambda: self.before)
        monkeypatch.setattr(debian, "install", self._install)

    def _install(self, names: Sequence[str], before: Sequence[str], log: Path) -> Finished:
        self.installed += names
        return Finished(self.code, "E: no such host")

    def prepare(self, wanted: bool = False, **environment: str) -> Outcome | None:
        given: Mapping[str, str] = environment
        return auth_servers.prepare(wanted, Path("x.log"), given)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_nothing_is_installed_unasked(machine: Machine) -> None:
    found = machine.prepare(CI="")
    assert found == Outcome.skip("packages are missing, which make test-auth installs: squid nginx")
    assert machine.installed == []


@pytest.mark.parametrize(("wanted", "environment"), [(True, {}), (False, {"CI": "true"})])
def test_it_is_said_before_it_is_installed(
    machine: Machine, wanted: bool, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.prepare(wanted, **environment) is None
    assert machine.installed == ["squid", "nginx"]
    assert "installs packages with apt-get, without starting any service: squid nginx" in capsys.readouterr().out


def test_what_is_there_is_not_installed_again(machine: Machine) -> None:
    machine.missing = []
    assert machine.prepare(True) is None
    assert machine.prepare() is None
    assert machine.installed == []


def test_where_it_cannot_be_installed(machine: Machine) -> None:
    machine.before = None
    found = machine.prepare(True)
    assert found is not None
    assert (found.skipped, found.reasons) == (1, ["packages are missing, and only root may install them: squid nginx"])
    machine.missing = None
    found = machine.prepare(True)
    assert found is not None
    assert "another system" in found.reasons[0]


def test_an_installation_that_fails(machine: Machine) -> None:
    """Fails what was asked for by itself; a run of everything goes on without it."""
    machine.code = 100
    found = machine.prepare(True)
    assert found is not None
    assert found.failed == 1
    assert "E: no such host" in found.problems[0]
    found = machine.prepare(CI="true")
    assert found is not None
    assert (found.failed, found.skipped) == (0, 1)
    assert found.reasons == ["apt-get did not install squid nginx: x.log says why"]


def test_it_is_part_of_everything_and_no_suite_of_the_others() -> None:
    assert "pytest-auth_servers" in {part.name for part in run.everything([])}
    assert "auth_servers" not in suites.suites()


def test_every_target_is_listed() -> None:
    """`make help` finds its lines by a pattern."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [line.split(":")[0] for line in makefile.splitlines() if ": ## " in line]
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make ")] == targets
