# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's packages: which of them are missing, whether they may be installed here, and how."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from devkit.interpreters import Interpreter
from devkit.locks import locked
from devkit.paths import CACHE
from devkit.process import Finished, clean_environment, run

#: Services of the packages that are asked for. Once installed they would begin with the next start of the machine.
_SERVICES = ("krb5-admin-server", "krb5-kdc", "nginx", "squid")

#: As root, with the packages as arguments. policy-rc.d is how Debian is told to start no service; one that is there
#: stays. apt-get waits for others that install, but has no such patience for the lists.
_INSTALL = """\
set -u
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 143' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy" || exit 1
fi
export DEBIAN_FRONTEND=noninteractive
get() { apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=2 install --no-install-recommends "$@"; }
renew() {
  for try in 1 2 3 4 5 6; do
    apt-get -q -o Acquire::Retries=2 update && return
    sleep 5
  done
  return 1
}
get "$@" || { renew && get "$@"; } || exit 1
for name in $services; do
  systemctl disable --quiet "$name" 2> /dev/null || true
done
"""


def packages(file: Path) -> list[str]:
    """The names in a list of packages."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def headers_of(interpreter: Interpreter) -> list[str]:
    """The package with the headers of a Python of Debian's own; nothing for one that has them."""
    probe = "import os, sysconfig; print(os.path.isfile(os.path.join(sysconfig.get_path('include'), 'Python.h')))"
    done = subprocess.run([interpreter.path, "-I", "-c", probe], capture_output=True, text=True, check=True)
    is_debians = interpreter.path.parent in (Path("/usr/bin"), Path("/bin"))
    return [f"{interpreter.path.name}-dev"] if is_debians and "False" in done.stdout else []


def missing(names: Sequence[str]) -> list[str] | None:
    """Those that are not installed; None where packages are not Debian's."""
    query = shutil.which("dpkg-query")
    if query is None or shutil.which("apt-get") is None:
        return None
    command = [query, "--show", "--showformat", "${Package} ${db:Status-Status}\\n", *names]
    # it fails when it has never heard of one of them
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    installed = {line.split()[0] for line in done.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def as_root() -> list[str] | None:
    """What stands before a command that root must run; None where nobody may become root without a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    may = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False, stdin=subprocess.DEVNULL)
    return [sudo, "-n"] if may.returncode == 0 else None


def install(names: Sequence[str], before: Sequence[str], log: Path) -> Finished:
    """Install packages and start none of their services; `before` is what `as_root` found."""
    services = " ".join(name for name in names if name in _SERVICES)
    command = [*before, "sh", "-c", f"services='{services}'\n{_INSTALL}", "install", *names]
    with locked("debian"):
        return run(command, log=log, cwd=CACHE, env=clean_environment())
