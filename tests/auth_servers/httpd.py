# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apache with mod_auth_gssapi before the emulator: Kerberos by MIT's library, NTLM by gss-ntlmssp."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auth.front import BEHIND
from auth_servers.programs import folder, program, running

_MODULES = Path("/usr/lib/apache2/modules")
_LOADED = (
    "mpm_event", "authn_core", "authz_core", "authz_user", "auth_gssapi", "headers", "proxy", "proxy_http", "ssl",
    "socache_shmcb",
)  # fmt: skip
_HEAD = """\
ServerRoot {place}
ServerName localhost
PidFile {place}/pid
DefaultRuntimeDir {place}
Mutex file:{place}
ErrorLog {place}/error.log
LogLevel warn
LogFormat "%{{remote}}p %u %{{GSS_MECH}}e %>s %m %U%q" fields
StartServers 1
ThreadsPerChild 32
MaxRequestWorkers 32
MinSpareThreads 1
MaxSpareThreads 32
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
ProxyPreserveHost On
AllowEncodedSlashes NoDecode
"""
_SITE = """\
Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
  CustomLog {place}/{name}.access.log fields
  {more}
  <Location />
    AuthType GSSAPI
    AuthName tfs
    GssapiPublishMech On
    {gssapi}
    Require valid-user
  </Location>
  RequestHeader set Authorization "{behind}"
  ProxyPass / {emulator}/ nocanon
</VirtualHost>
"""


@dataclass(frozen=True)
class Asked:
    """A line of the access log. `connection` is the client's port, `user` and `mechanism` who came in and how."""

    connection: str
    user: str
    mechanism: str
    status: int
    verb: str
    path: str


@dataclass
class Site:
    """One of the virtual hosts: what it asks for."""

    name: str
    gssapi: Sequence[str]
    tls: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    log: Path = Path()
    _seen: int = 0

    def asked(self) -> list[Asked]:
        """The requests since `forget` that are logged by now."""
        fields = (line.split(" ", 5) for line in self._lines()[self._seen :])
        return [Asked(one[0], one[1], one[2], int(one[3]), one[4], one[5]) for one in fields]

    def forget(self) -> None:
        """Begin anew with `asked`."""
        self._seen = len(self._lines())

    def _lines(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines() if self.log.is_file() else []


@contextlib.contextmanager
def apache(sites: Sequence[Site], emulator: str, env: Mapping[str, str]) -> Iterator[Path]:
    """Apache with these sites, which get their `url`; yields its folder."""
    with folder("httpd") as place:

        def configure(ports: Sequence[int]) -> Sequence[object]:
            lines = [f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in _LOADED]
            lines.append(_HEAD.format(place=place))
            if os.getuid() == 0:
                lines += ["User www-data", "Group www-data"]
            for site, port in zip(sites, ports, strict=True):
                site.url = f"{'https' if site.tls else 'http'}://localhost:{port}"
                site.log = place / f"{site.name}.access.log"
                lines.append(_site(site, port, place, emulator))
            (place / "httpd.conf").write_text("\n".join([*lines, ""]), "utf-8")
            return [program("apache2"), "-f", place / "httpd.conf", "-DFOREGROUND"]

        with running(place, len(sites), configure, env):
            yield place


def _site(site: Site, port: int, place: Path, emulator: str) -> str:
    tls = {"SSLEngine": "on", **site.tls} if site.tls else {}
    return _SITE.format(
        port=port,
        place=place,
        name=site.name,
        more="\n  ".join(f"{name} {value}" for name, value in tls.items()),
        gssapi="\n    ".join(site.gssapi),
        behind=BEHIND,
        emulator=emulator,
    )
