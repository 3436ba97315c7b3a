# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._entra_errors import entra_error
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, OptionError


class _Named(Exception):
    """An error with the members that those of the library have."""

    def __init__(self, text: str, status: int | None = None) -> None:
        super().__init__(text)
        self.message = text
        self.response = None if status is None else SimpleNamespace(status_code=status, headers={})


def _error(name: str, text: str, status: int | None = None, method: str = "client_secret") -> AzdoError:
    return entra_error(type(name, (_Named,), {})(text, status), method)


TRACE = " Trace ID: aaaa-bbbb Correlation ID: cccc Timestamp: 2026-11-21 12:00:00Z"


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("7000222", "expired"),
        ("7000215", "not the id of the secret"),
        ("90002", "Check tenant_id"),
        ("700016", "Check client_id"),
        ("700024", "clock"),
        ("700213", "federated credential"),
        ("4711", "error?code=4711"),
    ],
)
def test_the_codes_of_entra_say_what_to_do(code: str, hint: str) -> None:
    error = _error("ClientAuthenticationError", f"Authentication failed: AADSTS{code}: No.\r\n{TRACE}", 401)
    assert hint in error.hint
    assert (error.code, error.type_key, error.activity_id) == ("authentication_failed", f"AADSTS{code}", "aaaa-bbbb")
    assert "Correlation" not in error.message
    assert "\n" not in error.message


@pytest.mark.parametrize(
    ("name", "text", "status", "code"),
    [
        ("ClientAuthenticationError", "slow down", 429, "throttled"),
        ("ClientAuthenticationError", "AADSTS50196: loop", 400, "throttled"),
        ("HttpResponseError", "out of order", 503, "server_error"),
        ("ServiceRequestError", "Failed to resolve 'login.example'", None, "connection_failed"),
        ("ServiceResponseError", "Read timed out.", None, "timeout"),
        ("ServiceRequestError", "certificate verify failed: self-signed", None, "tls_failed"),
        ("CredentialUnavailableError", "Please run 'az login'", None, "authentication_failed"),
        ("ClientAuthenticationError", "something new", 400, "authentication_failed"),
    ],
)
def test_other_failures(name: str, text: str, status: int | None, code: str) -> None:
    error = _error(name, text, status, "azure_cli")
    assert error.code == code
    assert text in error.message
    assert error.hint


def test_a_bad_file_is_an_error_of_the_option() -> None:
    error = entra_error(ValueError("The certificate must include its private key"), "certificate")
    assert isinstance(error, OptionError)
    assert "certificate_path" in error.message


def test_a_chain_is_not_quoted_without_end() -> None:
    assert len(_error("ClientAuthenticationError", "no\n" * 5000, None, "default").message) < 1600


@pytest.mark.parametrize(
    ("told", "expected"), [("17", 17.0), ("\xb2", None), ("9" * 5000, None), ("-1", None), ("soon", None), (None, None)]
)
def test_how_long_the_issuer_asks_to_wait(told: str | None, expected: float | None) -> None:
    problem = _Named("slow down", 429)
    problem.response = SimpleNamespace(status_code=429, headers={} if told is None else {"Retry-After": told})
    assert entra_error(problem, "client_secret").retry_after == expected
