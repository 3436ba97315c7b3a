# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""nginx before the emulator, with TLS: one that asks for certificates, one that leads astray, and where it leads to."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auth_servers.programs import folder, program, running

_CONFIGURATION = """\
{user}
daemon off;
worker_processes 1;
pid {place}/pid;
error_log {place}/error.log warn;
events {{ worker_connections 256; }}
http {{
  client_body_temp_path {place}/body;
  proxy_temp_path {place}/proxy;
  fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi;
  scgi_temp_path {place}/scgi;
  client_max_body_size 0;
  log_format passed '$status $ssl_client_s_dn $gzip_ratio $request';
  log_format trapped '"$request" "$http_authorization" "$http_cookie" "$ssl_client_s_dn"';
  ssl_certificate {certificate};
  ssl_certificate_key {key};
  ssl_client_certificate {authority};
  # who asks for a certificate that stands for a user
  server {{
    listen 127.0.0.1:{mutual} ssl;
    access_log {place}/mutual.access.log passed;
    ssl_verify_client on;
    gzip on;
    gzip_min_length 1;
    gzip_proxied any;
    gzip_types application/json;
    location / {{ proxy_pass {emulator}; proxy_http_version 1.1; proxy_set_header Host $http_host; }}
  }}
  # who sends away
  server {{
    listen 127.0.0.1:{astray} ssl;
    access_log {place}/astray.access.log passed;
    location ^~ /other/ {{ return 302 https://localhost:{trap}$request_uri; }}
    location ^~ /plain/ {{ return 307 http://localhost:{plain}$request_uri; }}
    location ^~ /user/ {{ return 308 https://somebody:something@localhost:{trap}$request_uri; }}
    location ^~ /name/ {{ return 301 https://127.0.0.1:{astray}/other/; }}
  }}
  # where it leads to
  server {{
    listen 127.0.0.1:{trap} ssl;
    listen 127.0.0.1:{plain};
    access_log {place}/trap.log trapped;
    ssl_verify_client optional;
    location / {{ default_type application/json; return 200 '{{"count": 0, "value": []}}'; }}
  }}
}}
"""


@dataclass
class Nginx:
    """What runs. `trapped` lists the requests that reached the trap."""

    place: Path
    mutual: str = ""
    astray: str = ""

    def passed(self) -> list[str]:
        """The requests to `mutual`: status, subject of the certificate, how much gzip saved, request."""
        return _lines(self.place / "mutual.access.log")

    def sent_away(self) -> list[str]:
        """The requests to `astray`."""
        return _lines(self.place / "astray.access.log")

    def trapped(self) -> list[str]:
        """The requests that arrived where `astray` leads to, with their credentials."""
        return _lines(self.place / "trap.log")


@contextlib.contextmanager
def nginx(emulator: str, certificate: Path, key: Path, authority: Path) -> Iterator[Nginx]:
    """nginx with its four servers."""
    with folder("nginx") as place:
        made = Nginx(place)

        def configure(ports: Sequence[int]) -> Sequence[object]:
            mutual, astray, trap, plain = ports
            made.mutual, made.astray = f"https://localhost:{mutual}", f"https://localhost:{astray}"
            text = _CONFIGURATION.format(
                user="user www-data;" if os.getuid() == 0 else "",
                place=place,
                certificate=certificate,
                key=key,
                authority=authority,
                emulator=emulator,
                mutual=mutual,
                astray=astray,
                trap=trap,
                plain=plain,
            )
            (place / "nginx.conf").write_text(text, "utf-8")
            # -e: before it reads the configuration it would log to its own folder
            return [program("nginx"), "-p", place, "-c", place / "nginx.conf", "-e", place / "error.log"]

        with running(place, 4, configure, {}):
            yield made


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.is_file() else []
