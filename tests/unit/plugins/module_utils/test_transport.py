# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the transport sends, and what it makes of failures, on mocked HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from ansible_collections.azdo.pipelines.plugins.module_utils import _body
from ansible_collections.azdo.pipelines.plugins.module_utils._about import USER_AGENT
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AzdoError,
    ConnectionError_,
    MissingLibraryError,
    OptionError,
    ResponseError,
    TimeoutError_,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Request
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import (
    SECRET,
    URL,
    FakeClock,
    Make,
    failing,
)

#: A file of certificates that is there.
CA = requests.certs.where()

# -- what is sent ----------------------------------------------------------------------------------------------------


def test_headers(server: responses.RequestsMock, transport: Make) -> None:
    server.get(URL, json={})
    transport().send(Request("GET", URL, {"Accept": "application/json;api-version=7.1"}))
    sent = server.calls[0].request.headers
    assert sent["Accept"] == "application/json;api-version=7.1"
    assert sent["User-Agent"] == USER_AGENT
    assert sent["X-TFS-FedAuthRedirect"] == "Suppress"
    assert sent["X-VSS-ForceMsaPassThrough"] == "true"
    assert len(sent["X-TFS-Session"]) == 36
    assert sent["Authorization"].startswith("Basic ")


def test_the_session_id_stays_the_same_within_a_run(server: responses.RequestsMock, transport: Make) -> None:
    server.get(URL, json={})
    server.get(URL, json={})
    sender = transport()
    sender.send(Request("GET", URL))
    sender.send(Request("GET", URL))
    first, second = (call.request.headers["X-TFS-Session"] for call in server.calls)
    assert first == second


def test_netrc_never_replaces_the_credential(
    server: responses.RequestsMock, transport: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine dev.azure.com login me password from-netrc\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    server.get(URL, json={})
    transport(auth_method="bearer", access_token=SECRET).send(Request("GET", URL))
    assert server.calls[0].request.headers["Authorization"] == f"Bearer {SECRET}"


def test_no_cookie_is_kept(server: responses.RequestsMock, transport: Make) -> None:
    server.get(URL, json={}, headers={"Set-Cookie": "UserAuthentication=x; path=/"})
    server.get(URL, json={})
    sender = transport()
    sender.send(Request("GET", URL))
    sender.send(Request("GET", URL))
    assert "Cookie" not in server.calls[1].request.headers


@pytest.mark.parametrize(
    ("options", "environ", "verify", "proxy"),
    [
        ({}, {}, True, None),
        ({}, {"REQUESTS_CA_BUNDLE": "/environment.pem"}, "/environment.pem", None),
        ({"ca_path": CA}, {"REQUESTS_CA_BUNDLE": "/environment.pem"}, CA, None),
        ({"validate_certs": False}, {"REQUESTS_CA_BUNDLE": "/environment.pem"}, False, None),
        ({}, {"HTTPS_PROXY": "http://environment:3128"}, True, "http://environment:3128"),
        ({"proxy": "http://task:3128"}, {"HTTPS_PROXY": "http://environment:3128"}, True, "http://task:3128"),
        ({}, {"HTTPS_PROXY": "http://environment:3128", "NO_PROXY": ".azure.com"}, True, None),
    ],
)
def test_tls_and_proxy_settings_reach_the_connection(
    options: dict[str, Any],
    environ: dict[str, str],
    verify: bool | str,
    proxy: str | None,
    transport: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    seen: dict[str, Any] = {}

    def send(_adapter: Any, _request: Any, **arguments: Any) -> Any:
        seen.update(arguments)
        raise requests.exceptions.InvalidURL("far enough")

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    failing(transport(timeout=7, **options))
    assert seen["verify"] == verify
    assert seen["proxies"].get("https") == proxy
    assert seen["timeout"] == 7
    assert seen["stream"] is True


# -- failures without an answer --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exception", "kind", "code", "says"),
    [
        (requests.exceptions.ConnectTimeout("x"), TimeoutError_, "timeout", "no connection within 30 s"),
        (requests.exceptions.ReadTimeout("x"), TimeoutError_, "timeout", "no answer within 30 s"),
        (requests.exceptions.SSLError("certificate verify failed"), ConnectionError_, "tls_failed", "ca_path"),
        (
            requests.exceptions.SSLError("tlsv13 alert certificate required"),
            ConnectionError_,
            "tls_failed",
            "client_key",
        ),
        (requests.exceptions.SSLError("[SSL] tlsv1 alert unknown ca"), ConnectionError_, "tls_failed", "client_key"),
        (requests.exceptions.SSLError("EOF occurred"), ConnectionError_, "connection_failed", "EOF"),
        (requests.exceptions.SSLError("bad record mac"), ConnectionError_, "connection_failed", "record mac"),
        (OSError("No suitable TLS CA bundle"), ConnectionError_, "tls_failed", "CA bundle"),
        (requests.exceptions.ProxyError("Cannot connect to proxy."), ConnectionError_, "connection_failed", "proxy"),
        (requests.exceptions.ConnectionError("refused"), ConnectionError_, "connection_failed", "refused"),
        (requests.exceptions.ContentDecodingError("bad gzip"), ConnectionError_, "connection_failed", "bad gzip"),
        (requests.exceptions.InvalidURL("no host"), OptionError, "invalid_option", "no host"),
        (
            requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support."),
            MissingLibraryError,
            "missing_library",
            "PySocks",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_failures(
    exception: Exception,
    kind: type[AzdoError],
    code: str,
    says: str,
    server: responses.RequestsMock,
    transport: Make,
) -> None:
    server.get(URL, body=exception)
    error = failing(transport(retries=0))
    assert error.__class__ is kind
    assert error.code == code
    assert says in error.message


@pytest.mark.parametrize(
    "exception",
    [
        requests.exceptions.SSLError("certificate verify failed"),
        requests.exceptions.ProxyError("Tunnel connection failed: 407 Proxy Authentication Required"),
        requests.exceptions.InvalidURL("x"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_hopeless_failures_are_not_repeated(
    exception: Exception, server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.get(URL, body=exception)
    failing(transport())
    assert clock.slept == []


def test_an_answer_beyond_the_limit_is_refused(
    server: responses.RequestsMock, transport: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_body, "MAX_BODY", 1024**2)
    server.get(URL, body=b"x" * (1024**2 + 1))
    error = failing(transport())
    assert isinstance(error, ResponseError)
    assert "more than 1 MiB" in error.message


# -- secrets ---------------------------------------------------------------------------------------------------------


def test_no_error_repeats_what_the_server_or_a_library_repeats(server: responses.RequestsMock, transport: Make) -> None:
    settings = {"proxy": "http://me:pr0xyS3cr3t@proxy:3128"}
    server.get(URL, status=400, json={"message": f"Bad token {SECRET} in pr0xyS3cr3t"})
    server.get(URL, body=requests.exceptions.ConnectionError(f"http://me:pr0xyS3cr3t@proxy {SECRET}"))
    for _number in range(2):
        error = failing(transport(retries=0, **settings))
        everything = repr(error) + str(error.args) + error.message + str(error.failure()) + error.hint
        assert SECRET not in everything
        assert "pr0xyS3cr3t" not in everything


def test_no_hint_repeats_a_secret(server: responses.RequestsMock, transport: Make) -> None:
    server.get(URL, status=302, headers={"Location": f"https://{SECRET}.example.com/"})
    assert "********.example.com" in failing(transport()).hint


def test_the_url_is_shown_without_its_query(server: responses.RequestsMock, transport: Make) -> None:
    server.get(URL, status=400)
    with pytest.raises(AzdoError) as caught:
        transport().send(Request("GET", f"{URL}?name=private"))
    assert caught.value.url == URL
    assert "private" not in caught.value.message
