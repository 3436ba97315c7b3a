# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auth.conftest import Authority, through
from auth.front import Ntlm, Proxy, Server, passing
from functional.world import MARKER, PAT, Emulator, World

Serve = Callable[..., Server]


def run(world: World, front: Server, **options: Any) -> dict[str, Any]:
    """Read definitions through a front. Nothing secret may stand in the result."""
    given = {"personal_access_token": PAT, "retries": 0, **options}
    result = world.attempt("build_definition_info", **{**through(front, world), **given})
    assert MARKER not in json.dumps(result)
    return result


@pytest.fixture
def tls(serve: Serve, emulator: Emulator, authority: Authority) -> Server:
    return serve(passing(emulator.url), authority.context())


@pytest.fixture
def mutual(serve: Serve, emulator: Emulator, authority: Authority) -> Server:
    """A server that asks for the client's certificate."""
    return serve(passing(emulator.url), authority.context(clients=True))


# -- who is asked ----------------------------------------------------------------------------------------------------


def test_an_authority_by_file(tls: Server, tfs: World, authority: Authority) -> None:
    assert not run(tfs, tls, ca_path=str(authority.file)).get("failed")
    assert run(tfs, tls)["failure"]["code"] == "tls_failed"


def test_an_authority_by_folder(tls: Server, tfs: World, authority: Authority, tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl")
    shutil.copy(authority.file, tmp_path / "ours.pem")
    assert run(tfs, tls, ca_path=str(tmp_path))["failure"]["code"] == "invalid_option"
    subprocess.run(["openssl", "rehash", str(tmp_path)], check=True)
    assert not run(tfs, tls, ca_path=str(tmp_path)).get("failed")


def test_the_environments_authority(
    tls: Server, tfs: World, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    assert not run(tfs, tls).get("failed")


# -- who asks --------------------------------------------------------------------------------------------------------


def test_a_client_certificate_beside_a_token(mutual: Server, tfs: World, authority: Authority) -> None:
    certificate, key = authority.client()
    ours = {"ca_path": str(authority.file)}
    assert not run(tfs, mutual, client_cert=certificate, client_key=key, **ours).get("failed")
    both = Path(certificate).with_name("both-parts.pem")
    both.write_bytes(Path(key).read_bytes() + Path(certificate).read_bytes())
    assert not run(tfs, mutual, client_cert=str(both), **ours).get("failed")
    assert run(tfs, mutual, **ours)["failed"]


def test_a_client_certificate_beside_ntlm(serve: Serve, ntlm: Ntlm, tfs: World, authority: Authority) -> None:
    front = serve(ntlm, authority.context(clients=True))
    certificate, key = authority.client()
    options = {"auth_method": "ntlm", "username": r"CONTOSO\svc", "password": MARKER, "personal_access_token": None}
    result = run(tfs, front, client_cert=certificate, client_key=key, ca_path=str(authority.file), **options)
    assert not result.get("failed"), result.get("msg")


def test_keys_that_cannot_be_used(tls: Server, tfs: World, authority: Authority, tmp_path: Path) -> None:
    certificate, key = authority.client("one")
    _other, other_key = authority.client("two")
    result = run(tfs, tls, client_cert=certificate, client_key=other_key)
    assert "belong together" in result["msg"]
    if shutil.which("openssl"):
        locked = tmp_path / "locked.key"
        command = ["openssl", "rsa", "-aes256", "-passout", f"pass:{MARKER}", "-in", key, "-out", str(locked)]
        subprocess.run(command, check=True, capture_output=True)
        result = run(tfs, tls, client_cert=certificate, client_key=str(locked))
        assert "client_key: the private key is encrypted" in result["msg"]
    assert tls.seen == []


def test_the_certificate_is_shown_to_no_other_host(tfs: World, authority: Authority, mutual: Server) -> None:
    from ansible_collections.azdo.pipelines.plugins.module_utils._connection import connection_settings
    from ansible_collections.azdo.pipelines.plugins.module_utils._sessions import Sessions

    certificate, key = authority.client()
    params = {
        "organization_url": mutual.url + tfs.path, "personal_access_token": PAT, "client_cert": certificate,
        "client_key": key,
    }  # fmt: skip
    sessions = Sessions(connection_settings(params, {}), 1)
    assert sessions.surroundings(f"{mutual.url}/x")["cert"] == (certificate, key)
    assert sessions.surroundings("https://elsewhere.example/x")["cert"] is None


# -- through what ----------------------------------------------------------------------------------------------------


def test_a_proxy_of_the_task(serve: Serve, tls: Server, tfs: World, authority: Authority) -> None:
    proxy = serve(Proxy("me", MARKER))
    ours = {"ca_path": str(authority.file)}
    good = proxy.url.replace("//", f"//me:{MARKER}@")
    assert not run(tfs, tls, proxy=good, **ours).get("failed")
    assert {verb for verb, *_rest in proxy.seen} == {"CONNECT"}
    for _verb, _path, headers, _size in tls.seen:
        assert "Proxy-Authorization" not in headers
    for address in (proxy.url, proxy.url.replace("//", f"//me:{MARKER}-wrong@")):
        result = run(tfs, tls, proxy=address, **ours)
        assert result["failure"]["code"] == "connection_failed"
        assert "proxy" in result["msg"]


def test_a_proxy_without_tls(serve: Serve, tfs: World, emulator: Emulator) -> None:
    """The address of the proxy's user goes to the proxy only, not on to the server."""
    front, proxy = serve(passing(emulator.url)), serve(Proxy("me", MARKER))
    assert not run(tfs, front, proxy=proxy.url.replace("//", f"//me:{MARKER}@")).get("failed")
    assert proxy.seen
    assert all("Proxy-Authorization" not in headers for _verb, _path, headers, _size in front.seen)
    result = run(tfs, front, proxy=proxy.url)
    assert "407" in result["msg"]
    assert "put user name and password" in result["msg"]


def test_the_environments_proxy_and_its_exceptions(
    serve: Serve, tfs: World, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    front, proxy = serve(passing(emulator.url)), serve(Proxy("me", MARKER))
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", f"//me:{MARKER}@"))
    assert not run(tfs, front).get("failed")
    asked = len(proxy.seen)
    assert asked
    monkeypatch.setenv("NO_PROXY", "localhost")
    assert not run(tfs, front).get("failed")
    assert len(proxy.seen) == asked


def test_a_proxy_that_is_not_there_does_not_show_its_password(tfs: World, tls: Server, authority: Authority) -> None:
    result = run(tfs, tls, proxy=f"http://me:{MARKER}@localhost:9", ca_path=str(authority.file))
    assert result["failure"]["code"] == "connection_failed"


# -- nothing secret --------------------------------------------------------------------------------------------------


def test_nothing_secret_in_what_ansible_prints(tmp_path: Path, tfs: World) -> None:
    """All credentials at once, wrong on purpose, at -vvvvv and with a log: none of them is shown."""
    # None of them is part of another: what masks one must not mask the next.
    names = ("password", "token", "bearer", "proxy", "entra", "certificate")
    secrets = {name: f"S3CRET-{number}-{name}-9f2c" for number, name in enumerate(names)}
    options = {
        "organization_url": tfs.url, "project": "x", "product": "server", "auth_method": "basic",
        "username": "svc", "password": secrets["password"], "personal_access_token": secrets["token"],
        "access_token": secrets["bearer"], "proxy": f"http://me:{secrets['proxy']}@localhost:9", "retries": 0,
        "entra": {"client_secret": secrets["entra"], "certificate_password": secrets["certificate"]},
    }  # fmt: skip
    log = tmp_path / "ansible.log"
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [
            {"azdo.pipelines.build_definition_info": options, "vars": {"ansible_python_interpreter": sys.executable}}
        ],
    }
    playbook = tmp_path / "given" / "playbook.yml"
    playbook.parent.mkdir()
    playbook.write_text(json.dumps([play]), "utf-8")
    environment = {
        **os.environ,
        "ANSIBLE_INJECT_INVOCATION": "1",
        "ANSIBLE_LOG_PATH": str(log),
        "ANSIBLE_HOME": str(tmp_path),
        "HOME": str(tmp_path),
    }
    program = Path(sys.executable).with_name("ansible-playbook")
    done = subprocess.run(
        [program, "-vvvvv", "--diff", playbook],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    shown = done.stdout + done.stderr + log.read_text("utf-8")
    assert "connection_failed" in shown, shown
    assert "certificate_password" in shown, "the arguments of the module are not shown"
    assert [name for name, secret in secrets.items() if secret in shown] == []
