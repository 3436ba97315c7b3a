# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auth.conftest import Authority
from auth.front import Proxy, Server
from auth.issuer import APPLICATION, TENANT, Issuer
from functional.world import MARKER, Emulator, World

Serve = Callable[..., Server]


@pytest.fixture
def login(serve: Serve, issuer: Issuer, authority: Authority) -> Server:
    return serve(issuer, authority.context())


@pytest.fixture
def sign_in(cloud: World, login: Server, authority: Authority) -> Callable[..., dict[str, Any]]:
    """Read definitions, signed in as `entra` says. Nothing secret may stand in the result."""

    def run(more: dict[str, Any] | None = None, world: World = cloud, **entra: Any) -> dict[str, Any]:
        options: dict[str, Any] = {"tenant_id": TENANT, "client_id": APPLICATION, "authority_host": login.url, **entra}
        result = world.attempt(
            "build_definition_info",
            personal_access_token=None,
            entra={name: value for name, value in options.items() if value is not None},
            **{"ca_path": str(authority.file), **(more or {})},
        )
        shown = json.dumps(result)
        assert MARKER not in shown
        assert "entra-token" not in shown
        return result

    return run


def test_client_secret(sign_in: Callable[..., dict[str, Any]], issuer: Issuer) -> None:
    assert not sign_in(client_secret=MARKER).get("failed")
    assert issuer.issued == 1
    assert issuer.forms[0]["client_secret"] == MARKER


def test_certificate(sign_in: Callable[..., dict[str, Any]], issuer: Issuer, authority: Authority) -> None:
    certificate, key = authority.client("application")
    both = Path(certificate).with_name("both.pem")
    both.write_bytes(Path(key).read_bytes() + Path(certificate).read_bytes())
    issuer._assertion = ""
    assert not sign_in(certificate_path=str(both)).get("failed")
    assert issuer.forms[0]["client_assertion"].count(".") == 2
    failed = sign_in(certificate_path=certificate)
    assert failed["failure"]["code"] == "invalid_option"
    assert "private key" in failed["msg"]


def test_workload_identity(sign_in: Callable[..., dict[str, Any]], issuer: Issuer, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{MARKER}-assertion", "utf-8")
    assert not sign_in(federated_token_file=str(file)).get("failed")
    file.write_text("another", "utf-8")
    failed = sign_in(federated_token_file=str(file))
    assert "federated credential" in failed["msg"]
    assert failed["failure"]["type_key"] == "AADSTS700213"


def test_managed_identity(
    sign_in: Callable[..., dict[str, Any]], serve: Serve, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = serve(issuer)
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{local.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", MARKER)
    bare = {"tenant_id": None, "client_id": None, "authority_host": None}
    assert not sign_in(method="managed_identity", **bare).get("failed")
    # The default chain finds it too.
    assert not sign_in(**bare).get("failed")


def azure_cli(folder: Path, monkeypatch: pytest.MonkeyPatch, token: str) -> Path:
    """A program in the place of `az`, which is signed in and gives that token."""
    answer = {"accessToken": token, "expires_on": int(time.time()) + 3600, "expiresOn": "2099-01-01 00:00:00.0"}
    program = folder / "az"
    program.write_text(f"#!/bin/sh\necho '{json.dumps(answer)}'\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return program


def test_azure_cli(sign_in: Callable[..., dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = azure_cli(tmp_path, monkeypatch, "entra-token")
    bare = {"tenant_id": None, "client_id": None, "authority_host": None}
    assert not sign_in(method="azure_cli", **bare).get("failed")
    program.write_text("#!/bin/sh\necho \"Please run 'az login' to setup account.\" >&2; exit 1\n", "utf-8")
    failed = sign_in(method="azure_cli", **bare)
    assert failed["failure"]["code"] == "authentication_failed"
    assert "az login" in failed["msg"]


def test_the_environment_of_the_library(
    sign_in: Callable[..., dict[str, Any]], login: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", TENANT)
    monkeypatch.setenv("AZURE_CLIENT_ID", APPLICATION)
    monkeypatch.setenv("AZURE_CLIENT_SECRET", MARKER)
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", login.url)
    bare = {"tenant_id": None, "client_id": None, "authority_host": None}
    assert not sign_in(method="default", **bare).get("failed")
    assert not sign_in(method="client_secret", **bare).get("failed")


@pytest.mark.parametrize(
    ("failure", "code", "text"),
    [
        ("expired_secret", "authentication_failed", "Make a new client secret"),
        ("wrong_secret", "authentication_failed", "not the id of the secret"),
        ("clock_skew", "authentication_failed", "Set the clock"),
    ],
)
def test_what_entra_refuses(
    failure: str, code: str, text: str, sign_in: Callable[..., dict[str, Any]], issuer: Issuer, cloud: World
) -> None:
    issuer.failures = [failure] * 9
    failed = sign_in(client_secret=MARKER)
    assert failed["failure"]["code"] == code
    assert text in failed["msg"]
    assert "\n" not in failed["msg"]
    assert failed["failure"]["activity_id"] == "5e1f-trace"
    assert len(issuer.forms) == 1, "what does not pass is not repeated"
    assert cloud.log() == [], "nothing was asked of the service"


def test_a_tenant_that_is_not_there(sign_in: Callable[..., dict[str, Any]]) -> None:
    failed = sign_in(client_secret=MARKER, tenant_id="99999999-aaaa-4444-8888-222222222222")
    assert failed["failure"]["code"] == "authentication_failed"
    assert "tenant_id" in failed["msg"]


def test_an_application_that_is_not_there(sign_in: Callable[..., dict[str, Any]]) -> None:
    failed = sign_in(client_secret=MARKER, client_id="99999999-aaaa-4444-8888-222222222222")
    assert "Check client_id" in failed["msg"]


@pytest.mark.parametrize("failure", ["throttled", "down"])
def test_what_passes_is_waited_for(failure: str, sign_in: Callable[..., dict[str, Any]], issuer: Issuer) -> None:
    issuer.failures = [failure]
    assert not sign_in(client_secret=MARKER).get("failed")
    issuer.failures = [failure] * 9
    failed = sign_in({"retries": 1}, client_secret=MARKER)
    assert failed["failure"]["code"] == ("throttled" if failure == "throttled" else "server_error")
    assert "Tried 2 times" in failed["msg"]


def test_how_long_entra_asks_to_wait(
    sign_in: Callable[..., dict[str, Any]], issuer: Issuer, cloud: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ansible_collections.azdo.pipelines.plugins.module_utils import _retry

    slept: list[float] = []
    monkeypatch.setattr(_retry.Clock, "sleep", lambda _clock, seconds: slept.append(seconds))
    issuer.wait, issuer.failures = 40, ["throttled"]
    assert not sign_in(client_secret=MARKER).get("failed")
    assert slept == [40]
    cloud.log()
    issuer.failures = ["throttled"]
    failed = sign_in({"retry_max_wait": 30}, client_secret=MARKER)
    assert failed["failure"]["code"] == "throttled"
    assert "retry_max_wait" in failed["msg"]
    assert slept == [40], "what would be too long is not begun"
    assert cloud.log() == [], "nothing was asked of the service"


def test_entra_cannot_be_reached(sign_in: Callable[..., dict[str, Any]]) -> None:
    failed = sign_in({"retries": 0}, client_secret=MARKER, authority_host="https://localhost:9")
    assert failed["failure"]["code"] == "connection_failed"
    assert "authority_host" in failed["msg"]


def test_entra_is_not_trusted(sign_in: Callable[..., dict[str, Any]], login: Server) -> None:
    failed = sign_in({"ca_path": None, "retries": 0}, client_secret=MARKER)
    assert failed["failure"]["code"] == "tls_failed"
    assert "ca_path" in failed["msg"]
    assert not sign_in({"ca_path": None, "validate_certs": False}, client_secret=MARKER).get("failed")


def test_entra_behind_a_proxy_with_a_password(
    sign_in: Callable[..., dict[str, Any]], serve: Serve, issuer: Issuer
) -> None:
    proxy = serve(Proxy("me", MARKER))
    address = proxy.url.replace("//", f"//me:{MARKER}@")
    assert not sign_in({"proxy": address}, client_secret=MARKER).get("failed")
    verbs = [verb for verb, _path, _headers, _size in proxy.seen]
    assert "CONNECT" in verbs
    assert "GET" in verbs
    wrong = proxy.url.replace("//", f"//me:{MARKER}wrong@")
    failed = sign_in({"proxy": wrong, "retries": 0}, client_secret=MARKER)
    assert failed["failure"]["code"] == "connection_failed"


def test_a_revoked_token_is_replaced_during_a_run(
    emulator: Emulator, sign_in: Callable[..., dict[str, Any]], issuer: Issuer
) -> None:
    """The service takes the second token only: the run goes on with it."""
    issuer.tokens = ["entra-token-revoked", "entra-token-good"]
    world = emulator.collection("services", credentials=[{"scheme": "bearer", "secret": "entra-token-good"}])
    assert not sign_in(world=world, client_secret=MARKER).get("failed")
    assert issuer.issued == 2
    world.close()


def test_a_token_that_the_organization_does_not_take(sign_in: Callable[..., dict[str, Any]], issuer: Issuer) -> None:
    issuer.tokens = ["entra-token-of-a-stranger"]
    failed = sign_in(client_secret=MARKER)
    assert failed["failure"]["code"] == "authentication_failed"
    assert "access level Basic" in failed["msg"]
    assert issuer.issued <= 2


# -- continuous access evaluation ------------------------------------------------------------------------------------

CLAIMS = {"access_token": {"nbf": {"essential": True, "value": "1795262400"}}}


def evaluating(emulator: Emulator, claims: str, taken: str = "entra-token") -> Callable[[Any, bytes], None]:
    """A service that takes one token only, and asks those who come with another for `claims`."""

    def answer(handler: Any, body: bytes) -> None:
        if handler.headers.get("Authorization") == f"Bearer {taken}":
            handler.forward(emulator.url + handler.path, body)
            return
        challenge = f'Bearer realm="", error="insufficient_claims", claims="{claims}"'
        handler.reply(401, [("WWW-Authenticate", challenge), ("Content-Type", "text/html")], b"<html></html>")

    return answer


@pytest.fixture
def evaluated(
    sign_in: Callable[..., dict[str, Any]], cloud: World, serve: Serve, emulator: Emulator, issuer: Issuer
) -> Callable[..., tuple[dict[str, Any], Server]]:
    """Sign in to such a service, by a client secret if nothing else is said."""

    def run(claims: str, taken: str = "entra-token", **entra: Any) -> tuple[dict[str, Any], Server]:
        issuer.tokens = ["entra-token-revoked", "entra-token"]
        front = serve(evaluating(emulator, claims, taken))
        there = {"organization_url": front.url + cloud.path}
        return sign_in(there, **(entra or {"client_secret": MARKER})), front

    return run


def test_claims_that_the_service_wants(evaluated: Callable[..., Any], issuer: Issuer) -> None:
    result, front = evaluated(base64.b64encode(json.dumps(CLAIMS).encode()).decode())
    assert not result.get("failed"), result
    first, second = issuer.forms
    assert "claims" not in first
    wanted = json.loads(second["claims"])["access_token"]
    assert wanted["nbf"] == CLAIMS["access_token"]["nbf"]
    assert wanted["xms_cc"] == {"values": ["CP1"]}, "we can handle it, and say so"
    assert len(front.seen) == 2


@pytest.mark.parametrize("claims", ["", "%%%", "bm90IEpTT04="])
def test_claims_that_cannot_be_read(claims: str, evaluated: Callable[..., Any], issuer: Issuer) -> None:
    result, front = evaluated(claims)
    assert result["failure"]["code"] == "authentication_failed"
    assert "sign-ins in Microsoft Entra" in result["msg"]
    assert (issuer.issued, len(front.seen)) == (1, 1)


def test_claims_that_no_token_has(evaluated: Callable[..., Any], issuer: Issuer) -> None:
    result, front = evaluated(base64.b64encode(json.dumps(CLAIMS).encode()).decode(), taken="none")
    assert result["failure"]["code"] == "authentication_failed"
    assert (issuer.issued, len(front.seen)) == (2, 2)


def test_claims_and_a_managed_identity(
    evaluated: Callable[..., Any], serve: Serve, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{serve(issuer).url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", MARKER)
    bare = {"tenant_id": None, "client_id": None, "authority_host": None}
    claims = base64.b64encode(json.dumps(CLAIMS).encode()).decode()
    result, _front = evaluated(claims, method="managed_identity", **bare)
    assert not result.get("failed"), result
    assert issuer.issued == 2


def test_claims_and_the_azure_cli(
    evaluated: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    azure_cli(tmp_path, monkeypatch, "entra-token-revoked")
    bare = {"tenant_id": None, "client_id": None, "authority_host": None}
    claims = base64.b64encode(json.dumps(CLAIMS).encode()).decode()
    result, _front = evaluated(claims, method="azure_cli", **bare)
    assert result["failure"]["code"] == "authentication_failed"
    assert "az login" in result["msg"]
