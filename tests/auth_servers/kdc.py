# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A realm of MIT Kerberos: its KDC, its principals, and the settings by which clients and servers find it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from auth_servers.programs import call, folder, program, running

REALM = "CONTOSO.EXAMPLE"
USER = f"svc@{REALM}"
SERVICE = f"HTTP/localhost@{REALM}"

_CLIENTS = """\
[libdefaults]
  default_realm = {realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
[realms]
  {realm} = {{
    kdc = 127.0.0.1:{port}
  }}
[domain_realm]
  localhost = {realm}
  127.0.0.1 = {realm}
"""
_KDC = """\
[kdcdefaults]
  kdc_listen = ""
  kdc_tcp_listen = 127.0.0.1:{port}
[realms]
  {realm} = {{
    database_name = {place}/principal
    key_stash_file = {place}/stash
    acl_file = {place}/acl
    kdc_listen = ""
    kdc_tcp_listen = 127.0.0.1:{port}
    default_principal_flags = +preauth
  }}
[logging]
  kdc = FILE:{place}/kdc.log
"""


class Realm:
    """The realm as those see it that use it. `env` leads their Kerberos library to it."""

    def __init__(self, place: Path, env: dict[str, str]) -> None:
        self.place = place
        self.keytab = place / "http.keytab"
        self.env = env

    def ticket(self, password: str, cache: Path, *options: str) -> None:
        """What a user does before the run."""
        call(program("kinit"), *options, "-c", f"FILE:{cache}", USER, env=self.env, text=f"{password}\n")

    def is_valid(self, cache: Path) -> bool:
        """Whether the ticket in `cache` may still be used."""
        return "valid" in call(
            "sh", "-c", 'klist -s -c "$1" && echo valid', "-", f"FILE:{cache}", env=self.env, check=False
        )

    def without_kdc(self, file: Path) -> None:
        """Write settings that lead to a KDC that is not there."""
        file.write_text(_CLIENTS.format(realm=REALM, port=9), "utf-8")


@contextlib.contextmanager
def realm(password: str) -> Iterator[Realm]:
    """A running KDC with the user `svc` and the service `HTTP/localhost`."""
    with folder("kdc") as place:
        env = {
            "KRB5_CONFIG": str(place / "krb5.conf"),
            "KRB5_KDC_PROFILE": str(place / "kdc.conf"),
            # Its file would be of whoever comes first.
            "KRB5RCACHETYPE": "none",
            "KRB5RCACHENAME": "none:",
        }
        made = Realm(place, env)

        def configure(ports: Sequence[int]) -> Sequence[object]:
            (place / "krb5.conf").write_text(_CLIENTS.format(realm=REALM, port=ports[0]), "utf-8")
            (place / "kdc.conf").write_text(_KDC.format(realm=REALM, port=ports[0], place=place), "utf-8")
            if not made.keytab.is_file():
                _fill(made, password)
            return [program("krb5kdc"), "-n", "-P", place / "pid"]

        with running(place, 1, configure, env):
            yield made


def _fill(made: Realm, password: str) -> None:
    call(program("kdb5_util"), "create", "-s", "-r", REALM, "-P", f"{password}-master", env=made.env)
    # Through its input: other users of the machine may see the arguments of programs.
    requests = [
        f"addprinc -pw {password} {USER}",
        f"addprinc -randkey {SERVICE}",
        f"ktadd -k {made.keytab} {SERVICE}",
    ]
    call(program("kadmin.local"), "-r", REALM, env=made.env, text="\n".join([*requests, ""]))
    # Apache gives up being root before it reads it.
    made.keytab.chmod(0o644)
