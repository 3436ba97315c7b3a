# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/auth_servers: signing in against servers of other people, which come from Debian's packages.

Where packages are missing they are installed when that was asked for: by `make test-auth`, or by CI=true. Elsewhere
the part is skipped, and says why.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from devkit import debian, environments
from devkit.cores import newest
from devkit.outcome import Outcome, tail
from devkit.parts.suites import pytest
from devkit.paths import ROOT
from devkit.schedule import Part

SUITE = Path("tests/auth_servers")


def parts(arguments: Sequence[str] = (), wanted: bool = False) -> list[Part]:
    """The one part; `arguments` go to pytest. `wanted` says that somebody asked for just this."""
    return [Part("pytest-auth_servers", functools.partial(_servers, arguments, wanted))]


def _servers(arguments: Sequence[str], wanted: bool, log: Path) -> Outcome:
    obstacle = prepare(wanted, log)
    if obstacle is not None:
        return obstacle
    return pytest("auth_servers", SUITE, environments.auth_servers(), arguments, log)


def prepare(wanted: bool, log: Path, environment: Mapping[str, str] | None = None) -> Outcome | None:
    """Have all packages in place. What it returns takes the place of the suite; None: it can run."""
    interpreter = newest().interpreter
    assert interpreter is not None
    lacking = debian.missing([*debian.packages(ROOT / SUITE / "packages.txt"), *debian.headers_of(interpreter)])
    if lacking is None:
        return Outcome.skip("the servers come from Debian's packages, and this is another system")
    if not lacking:
        return None
    names = " ".join(lacking)
    if not wanted and (os.environ if environment is None else environment).get("CI") != "true":
        return Outcome.skip(f"packages are missing, which make test-auth installs: {names}")
    before = debian.as_root()
    if before is None:
        return Outcome.skip(f"packages are missing, and only root may install them: {names}")
    print(f"installs packages with apt-get, without starting any service: {names}", flush=True)
    done = debian.install(lacking, before, log)
    if not done.code:
        return None
    problem = f"apt-get did not install {names}\n{tail(done.output, 20)}"
    # where nobody asked for it, an archive that cannot be reached is a reason like the others
    return Outcome.single([problem]) if wanted else Outcome.skip(f"{problem.splitlines()[0]}: {log} says why")
