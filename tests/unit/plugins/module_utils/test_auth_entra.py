# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest
import responses

from ansible_collections.azdo.pipelines.plugins.module_utils._auth_entra import ENVIRONMENT, SCOPE, EntraAuth
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_method import Surroundings
from ansible_collections.azdo.pipelines.plugins.module_utils._claims import wanted_claims
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import connection_settings
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Request, Transport
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import (
    CLOUD,
    SECRET,
    URL,
    FakeClock,
)

APPLICATION = {"tenant_id": "contoso.example", "client_id": "11111111-2222-3333-4444-555555555555"}


class Library:
    """Stands for azure.identity: gives tokens that are numbered, and keeps what it was asked with."""

    def __init__(self) -> None:
        self.made: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.scopes: list[str] = []
        self.lives = 3600.0
        self.problem: BaseException | None = None
        self.waits = 0.0
        self.asked: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        if not name.endswith("Credential"):
            raise AttributeError(name)

        def make(*given: Any, **named: Any) -> Any:
            self.made.append((name, given, named))
            return SimpleNamespace(get_token=self.get_token)

        return make

    def get_token(self, scope: str, **more: Any) -> Any:
        time.sleep(self.waits)
        self.asked.append(more)
        if self.problem is not None:
            raise self.problem
        self.scopes.append(scope)
        return SimpleNamespace(token=f"token-{len(self.scopes)}", expires_on=time.time() + self.lives)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    fake = Library()
    monkeypatch.setitem(sys.modules, "azure.identity", fake)  # type: ignore[arg-type]
    for name in (*ENVIRONMENT.values(), "AZURE_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return fake


def entra(environ: dict[str, str] | None = None, **options: Any) -> EntraAuth:
    return EntraAuth({"entra": options}, environ or {})


def sender(clock: FakeClock | None = None, **options: Any) -> Transport:
    params = {"organization_url": CLOUD, "entra": {**APPLICATION, "client_secret": SECRET}, **options}
    return Transport(connection_settings(params, {}), clock or FakeClock())


@pytest.mark.parametrize(
    ("options", "credential", "given"),
    [
        ({**APPLICATION, "client_secret": SECRET}, "ClientSecretCredential", (*APPLICATION.values(), SECRET)),
        ({**APPLICATION, "certificate_path": __file__}, "CertificateCredential", (*APPLICATION.values(), __file__)),
        ({**APPLICATION, "federated_token_file": __file__}, "WorkloadIdentityCredential", ()),
        ({"method": "managed_identity"}, "ManagedIdentityCredential", ()),
        ({"method": "azure_cli"}, "AzureCliCredential", ()),
        ({"method": "default"}, "DefaultAzureCredential", ()),
        ({}, "DefaultAzureCredential", ()),
    ],
)
def test_each_method_is_a_credential_of_the_library(
    options: dict[str, Any], credential: str, given: tuple[str, ...], library: Library
) -> None:
    assert entra(**options).token() == "token-1"
    (made,) = library.made
    assert made[:2] == (credential, given)
    assert library.scopes == [SCOPE]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"client_secret": SECRET, "certificate_path": __file__}, "client_secret and certificate_path are both set"),
        ({"method": "azure_cli", "client_secret": SECRET}, "client_secret has no meaning for method azure_cli"),
        ({"method": "client_secret", "federated_token_file": __file__}, "federated_token_file has no meaning"),
        ({"client_id": "c"}, "client_id has no meaning for method default"),
        ({"client_secret": SECRET}, "tenant_id is needed for method client_secret. Set it, or environment variable A"),
        ({"method": "certificate", **APPLICATION}, "certificate_path is needed"),
        ({**APPLICATION, "certificate_path": "/no/such.pem"}, "there is no file /no/such.pem"),
        ({**APPLICATION, "client_secret": SECRET, "authority_host": "http://login"}, "authority_host is not the https"),
        ({**APPLICATION, "client_secret": SECRET, "authority_host": "https://u:p@login"}, "authority_host is not"),
    ],
)
def test_what_does_not_go_together_is_refused(options: dict[str, Any], text: str) -> None:
    with pytest.raises(OptionError) as caught:
        entra(**options)
    assert text in caught.value.message
    assert SECRET not in caught.value.message


def test_the_environment_fills_in_what_the_method_needs(library: Library) -> None:
    environ = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": SECRET}
    made = entra(environ, method="client_secret", client_id="task")
    made.token()
    assert library.made[0][1] == ("t", "task", SECRET)
    assert SECRET in made.secrets()
    assert entra(environ, method="azure_cli").token()
    assert "tenant_id" not in library.made[1][2], "that of an application need not be the user's"


def test_the_secret_of_the_environment_is_masked_even_if_only_the_library_reads_it(library: Library) -> None:
    assert entra({"AZURE_CLIENT_SECRET": SECRET}).secrets() == [SECRET]


def test_our_network_is_the_librarys(library: Library) -> None:
    made = entra(**APPLICATION, client_secret=SECRET, authority_host="login.contoso.example")
    made.use(Surroundings("/ca.pem", "http://proxy:3128", 7))
    made.token()
    named = library.made[0][2]
    assert named["connection_verify"] == "/ca.pem"
    assert named["proxies"] == {"http": "http://proxy:3128", "https": "http://proxy:3128"}
    assert (named["connection_timeout"], named["read_timeout"], named["retry_total"]) == (7, 7, 0)
    assert named["authority"] == "https://login.contoso.example"
    assert named["disable_instance_discovery"] is True, "a host of one's own is not asked about at Microsoft"


def test_a_host_of_microsoft_is_verified_by_the_library(library: Library) -> None:
    entra({"AZURE_AUTHORITY_HOST": "login.microsoftonline.us"}, **APPLICATION, client_secret=SECRET).token()
    assert library.made[0][2]["authority"] == "https://login.microsoftonline.us"
    assert library.made[0][2]["disable_instance_discovery"] is False


def test_a_token_is_asked_for_once_and_again_before_it_ends(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    made = entra(method="azure_cli")
    start = time.time()
    assert [made.token() for _turn in range(3)] == ["token-1"] * 3
    monkeypatch.setattr(time, "time", lambda: start + 3600 - 301)
    assert made.token() == "token-1"
    monkeypatch.setattr(time, "time", lambda: start + 3600 - 299)
    assert made.token() == "token-2"


def test_a_short_lived_token_is_not_asked_for_at_every_turn(library: Library) -> None:
    library.lives = 120
    made = entra(method="azure_cli")
    assert [made.token(), made.token()] == ["token-1", "token-1"]


def test_a_token_that_still_lives_bridges_an_outage(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    made = entra(method="azure_cli")
    start = time.time()
    made.token()
    library.problem = ValueError("no network")
    monkeypatch.setattr(time, "time", lambda: start + 3600 - 200)
    assert made.token() == "token-1"
    monkeypatch.setattr(time, "time", lambda: start + 3600 - 5)
    with pytest.raises(AzdoError):
        made.token()


def test_threads_share_one_token(library: Library) -> None:
    library.waits = 0.02
    made = entra(method="azure_cli")
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(made.token())) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["token-1"] * 8
    # All of them were rejected with it: one of them gets a new one for all.
    threads = [threading.Thread(target=lambda: found.append(made.token(rejected="token-1"))) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[8:] == ["token-2"] * 8


def test_each_token_is_told_before_it_is_used(library: Library) -> None:
    told: list[str] = []
    made = entra(method="azure_cli")
    made.on_secret(told.append)
    made.token()
    made.token(rejected="token-1")
    assert told == ["token-1", "token-2"]


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_a_rejected_token_is_replaced_once(verb: str, library: Library, server: responses.RequestsMock) -> None:
    server.add(verb, URL, status=401)
    server.add(verb, URL, json={})
    sender().send(Request(verb, URL, body=b"{}" if verb == "POST" else None))
    sent = [(call.request.headers["Authorization"], call.request.body) for call in server.calls]
    assert [value for value, _body in sent] == ["Bearer token-1", "Bearer token-2"]
    assert sent[0][1] == sent[1][1]


def test_the_second_rejection_is_final(library: Library, server: responses.RequestsMock) -> None:
    server.get(URL, status=401)
    server.get(URL, status=401)
    with pytest.raises(AzdoError, match="add the service principal") as caught:
        sender().send(Request("GET", URL))
    assert caught.value.code == "authentication_failed"


CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1795262400"}}}'


def challenge(claims: str, error: str = "insufficient_claims") -> dict[str, str]:
    uri = "https://login.microsoftonline.com/common/oauth2/authorize"
    return {"WWW-Authenticate": f'Bearer realm="", authorization_uri="{uri}", error="{error}", claims="{claims}"'}


def encoded(claims: str) -> str:
    return base64.b64encode(claims.encode()).decode()


def test_claims_that_the_service_misses_are_asked_for(library: Library, server: responses.RequestsMock) -> None:
    server.get(URL, status=401, headers=challenge(encoded(CLAIMS)))
    server.get(URL, json={})
    server.get(URL, json={})
    made = sender()
    made.send(Request("GET", URL))
    made.send(Request("GET", URL))
    sent = [call.request.headers["Authorization"] for call in server.calls]
    assert sent == ["Bearer token-1", "Bearer token-2", "Bearer token-2"]
    assert library.asked == [{}, {"claims": CLAIMS, "enable_cae": True}]


@pytest.mark.parametrize("form", [encoded(CLAIMS).rstrip("="), base64.urlsafe_b64encode(CLAIMS.encode()).decode()])
def test_forms_of_base64(form: str) -> None:
    assert wanted_claims(challenge(form)["WWW-Authenticate"]) == CLAIMS


def test_claims_that_are_missed_again_are_an_error(library: Library, server: responses.RequestsMock) -> None:
    for _number in range(2):
        server.get(URL, status=401, headers=challenge(encoded(CLAIMS)))
    with pytest.raises(AzdoError, match="conditional access policy") as caught:
        sender().send(Request("GET", URL))
    assert caught.value.code == "authentication_failed"
    assert len(library.asked) == 2


@pytest.mark.parametrize(
    "claims",
    [
        "",
        "%%%",
        "e30=",
        encoded("[1]"),
        encoded("no JSON"),
        encoded("[" * 6000),
        encoded("{}"),
        "/w==",
        "e",
        "A" * 9000,
    ],
)
def test_garbled_claims_are_an_error_and_no_loop(claims: str, library: Library, server: responses.RequestsMock) -> None:
    server.get(URL, status=401, headers=challenge(claims))
    with pytest.raises(AzdoError, match="a token that Microsoft Entra issues anew") as caught:
        sender().send(Request("GET", URL))
    assert caught.value.code == "authentication_failed"
    assert library.asked == [{}]


def test_two_sets_of_claims_are_none() -> None:
    assert wanted_claims(f'Bearer claims="{encoded(CLAIMS)}", Bearer claims="{encoded(CLAIMS)}"') is None


def test_claims_of_another_error_are_not_passed_on(library: Library, server: responses.RequestsMock) -> None:
    server.get(URL, status=401, headers=challenge(encoded(CLAIMS), "invalid_token"))
    server.get(URL, json={})
    sender().send(Request("GET", URL))
    assert library.asked == [{}, {}]


def test_claims_of_another_host_are_not_asked_for(library: Library, server: responses.RequestsMock) -> None:
    server.get("https://storage.example/x", status=401, headers=challenge(encoded(CLAIMS)))
    with pytest.raises(AzdoError):
        sender().send(Request("GET", "https://storage.example/x", anonymous=True))
    assert library.asked == []


def test_claims_of_a_success_are_not_asked_for(library: Library, server: responses.RequestsMock) -> None:
    server.get(URL, json={}, headers=challenge(encoded(CLAIMS)))
    sender().send(Request("GET", URL))
    assert library.asked == [{}]


def test_a_passing_failure_of_the_issuer_is_repeated(library: Library, server: responses.RequestsMock) -> None:
    class ClientAuthenticationError(Exception):
        response = SimpleNamespace(status_code=429, headers={"Retry-After": "17"})

    clock = FakeClock()
    library.problem = ClientAuthenticationError("too many")
    sleep = clock.sleep

    def recover(seconds: float) -> None:
        library.problem = None
        sleep(seconds)

    clock.sleep = recover  # type: ignore[method-assign]
    server.get(URL, json={})
    sender(clock).send(Request("GET", URL))
    assert clock.slept == [17.0]


def failing_after(library: Library, answer: Any) -> AzdoError:
    """The error where the library got that answer, and its own error does not hold it."""

    def get_token(_scope: str) -> None:
        library.made[-1][2]["raw_response_hook"](SimpleNamespace(http_response=answer))
        raise RuntimeError("Authentication failed: no")

    library.get_token = get_token  # type: ignore[method-assign, assignment]
    with pytest.raises(AzdoError) as caught:
        sender().send(Request("GET", URL))
    return caught.value


@pytest.mark.parametrize(
    ("status", "code"), [(429, "throttled"), (503, "server_error"), (401, "authentication_failed")]
)
def test_the_answer_counts_where_the_librarys_error_does_not_hold_it(
    status: int, code: str, library: Library, server: responses.RequestsMock
) -> None:
    error = failing_after(library, SimpleNamespace(status_code=status, headers={"Retry-After": "3600"}))
    assert error.code == code
    assert error.status == status


def test_an_answer_that_was_good_is_not_to_blame(library: Library) -> None:
    assert failing_after(library, SimpleNamespace(status_code=200, headers={})).status is None


def test_an_issuer_that_asks_to_wait_too_long(library: Library) -> None:
    class ClientAuthenticationError(Exception):
        response = SimpleNamespace(status_code=429, headers={"Retry-After": "3600"})

    library.problem = ClientAuthenticationError(f"too many {SECRET}")
    with pytest.raises(AzdoError, match="retry_max_wait") as caught:
        sender().send(Request("POST", URL, body=b"{}"))
    assert caught.value.code == "throttled"
    assert SECRET not in caught.value.message
    assert not caught.value.maybe_committed


def test_no_token_goes_to_another_host(library: Library, server: responses.RequestsMock) -> None:
    server.get("https://storage.example/x", body=b"")
    sender().send(Request("GET", "https://storage.example/x", anonymous=True))
    assert "Authorization" not in server.calls[0].request.headers
    assert library.made == []


def test_a_client_that_only_reads_options_signs_in_nowhere(library: Library) -> None:
    Client(connection_settings({"organization_url": CLOUD, "entra": {}, "auth_method": "entra"}, {})).close()
    assert library.made == []


def test_entra_is_not_tried_on_a_server(library: Library) -> None:
    params = {"organization_url": "https://tfs.example.com/tfs/C", "entra": {"method": "azure_cli"}}
    with pytest.raises(OptionError, match="entra is for Azure DevOps Services"):
        connection_settings(params, {})
