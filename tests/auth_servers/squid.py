# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Squid: a proxy that wants a user and password, or one that wants what only Windows gives."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auth_servers.programs import call, folder, program, running

_CONFIGURATION = """\
http_port 127.0.0.1:{port}
{signing_in}
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
cache deny all
logformat short %>Hs %un %rm %ru
access_log stdio:{place}/access.log short
cache_log {place}/cache.log
buffered_logs off
pid_filename none
coredump_dir {place}
netdb_filename none
visible_hostname localhost
pinger_enable off
shutdown_lifetime 0 seconds
client_lifetime 5 minutes
max_filedescriptors 1024
forwarded_for delete
"""


@dataclass
class Squid:
    """A proxy that runs. `address` has no credential."""

    place: Path
    address: str = ""

    def asked(self) -> list[str]:
        """What it was asked by now: status, user, verb, URL."""
        log = self.place / "access.log"
        return log.read_text("utf-8").splitlines() if log.is_file() else []

    def as_user(self, user: str, password: str) -> str:
        """The address with a credential."""
        return self.address.replace("//", f"//{user}:{password}@")


@contextlib.contextmanager
def squid(user: str, password: str) -> Iterator[Squid]:
    """A proxy that takes this user, by basic authentication."""
    with folder("squid") as place:
        hashed = call(program("openssl"), "passwd", "-apr1", "-stdin", env={}, text=f"{password}\n").strip()
        users = place / "users"
        users.write_text(f"{user}:{hashed}\n", "utf-8")
        users.chmod(0o644)
        helper = f"{program('basic_ncsa_auth')} {users}"
        with _squid(place, {"basic": helper}, "auth_param basic realm proxy") as made:
            yield made


@contextlib.contextmanager
def windows_squid() -> Iterator[Squid]:
    """A proxy that offers Negotiate and NTLM only."""
    helpers = {"negotiate": program("negotiate_kerberos_auth"), "ntlm": program("ntlm_fake_auth")}
    with folder("squid") as place, _squid(place, helpers) as made:
        yield made


@contextlib.contextmanager
def _squid(place: Path, helpers: Mapping[str, str], *more: str) -> Iterator[Squid]:
    made = Squid(place)
    lines = [f"auth_param {scheme} program {helper}" for scheme, helper in helpers.items()]
    # each starts with the first who comes with such a credential
    lines += [f"auth_param {scheme} children 4 startup=0" for scheme in helpers]
    lines += more

    def configure(ports: Sequence[int]) -> Sequence[object]:
        made.address = f"http://localhost:{ports[0]}"
        file = place / "squid.conf"
        file.write_text(_CONFIGURATION.format(port=ports[0], place=place, signing_in="\n".join(lines)), "utf-8")
        # -N: neither a daemon nor processes that could outlive it; a name of its own, as a machine may run several
        return [program("squid"), "-N", "-n", place.name.replace("-", "").replace("_", ""), "-f", file]

    with running(place, 1, configure, {}):
        yield made
