# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from requests import PreparedRequest, Request

from ansible_collections.azdo.pipelines.plugins.module_utils._auth import METHODS, create_auth
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_method import AuthMethod
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_tokens import BasicAuth, BearerAuth, PatAuth
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    MissingLibraryError,
    OptionError,
)
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import SECRET

#: Methods whose whole credential is one token.
TOKENS = (PatAuth, BearerAuth)
#: Libraries that methods need beside `requests`.
LIBRARIES = {"entra": "azure.identity", "ntlm": "spnego", "negotiate": "spnego", "kerberos": "gssapi"}

#: Options that are enough for each method.
ENOUGH: dict[str, dict[str, Any]] = {
    "pat": {"personal_access_token": SECRET},
    "bearer": {"access_token": SECRET},
    "entra": {"entra": {"tenant_id": "t", "client_id": "c", "client_secret": SECRET}},
    **{name: {"username": "me", "password": SECRET} for name in ("basic", "ntlm", "kerberos", "negotiate")},
}


@pytest.fixture
def libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, as far as being there goes."""
    for name in ("azure.identity", "spnego", "gssapi", "krb5"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace())  # type: ignore[arg-type]


def header(method: AuthMethod) -> str:
    prepared: PreparedRequest = Request("GET", "https://tfs/x", auth=method.requests_auth()).prepare()
    return str(prepared.headers["Authorization"])


def decoded(value: str) -> str:
    scheme, _blank, rest = value.partition(" ")
    assert scheme == "Basic"
    return base64.b64decode(rest).decode()


def test_pat_is_the_password_of_an_empty_user() -> None:
    method = create_auth(ENOUGH["pat"])
    assert decoded(header(method)) == f":{SECRET}"
    assert method.secrets() == [SECRET]


def test_bearer() -> None:
    method = create_auth(ENOUGH["bearer"])
    assert header(method) == f"Bearer {SECRET}"
    assert method.secrets() == [SECRET]


def test_basic_is_sent_in_utf_8() -> None:
    method = create_auth({"username": r"CONTOSO\jürgen", "password": "pässwort: x"})
    assert method.name == "basic"
    assert decoded(header(method)) == r"CONTOSO\jürgen:pässwort: x"
    assert header(method).split()[1] in method.secrets(), "what travels is masked too"


@pytest.mark.parametrize(("username", "password"), [("a:b", "c"), ("a", "b\n"), ("a\x00", "b")])
def test_what_basic_authentication_cannot_send_is_refused(username: str, password: str) -> None:
    with pytest.raises(OptionError):
        create_auth({"username": username, "password": password})


@pytest.mark.parametrize("name", ["basic", "ntlm"])
@pytest.mark.parametrize("option", ["username", "password"])
def test_both_halves_are_needed(name: str, option: str) -> None:
    with pytest.raises(OptionError) as caught:
        create_auth({**ENOUGH[name], "auth_method": name, option: ""})
    assert caught.value.option == option
    assert SECRET not in caught.value.message


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize("name", ["kerberos", "negotiate"])
def test_a_ticket_needs_neither_but_a_password_needs_a_name(name: str) -> None:
    assert create_auth({"auth_method": name}).secrets() == []
    with pytest.raises(OptionError, match="username: is not set, but password is"):
        create_auth({"auth_method": name, "password": SECRET})


@pytest.mark.parametrize("method", TOKENS)
def test_every_method_trims_its_token(method: type[AuthMethod]) -> None:
    """A token that was read from a file ends in a line end."""
    assert method({method.options[0]: f" {SECRET}\n"}, {}).secrets() == [SECRET]


@pytest.mark.parametrize("method", TOKENS)
@pytest.mark.parametrize("token", ["Bearer abc", "a\nb", "tökén", "a\x00b"])
def test_a_malformed_token_is_refused_and_not_repeated(method: type[AuthMethod], token: str) -> None:
    with pytest.raises(OptionError) as caught:
        method({method.options[0]: token}, {})
    assert caught.value.option == method.options[0]
    assert token not in caught.value.message


@pytest.mark.parametrize("method", TOKENS)
@pytest.mark.parametrize("token", [None, "", " "])
def test_a_chosen_method_needs_its_token(method: type[AuthMethod], token: str | None) -> None:
    with pytest.raises(OptionError, match=f"needed for auth_method {method.name}"):
        create_auth({"auth_method": method.name, method.options[0]: token})


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize("name", METHODS)
def test_nothing_tells_the_secret(name: str) -> None:
    made = create_auth({**ENOUGH[name], "auth_method": name})
    assert made.name == name
    assert SECRET in made.secrets()
    assert SECRET not in repr(made) + repr(made.requests_auth()) + str(made.requests_auth())


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_is_missed_only_by_the_method_that_needs_it(
    name: str, monkeypatch: pytest.MonkeyPatch, libraries: None
) -> None:
    monkeypatch.setitem(sys.modules, LIBRARIES[name], None)  # type: ignore[arg-type]
    assert create_auth(ENOUGH["pat"]).name == "pat"
    with pytest.raises(MissingLibraryError) as caught:
        create_auth({**ENOUGH[name], "auth_method": name})
    package = {"azure.identity": "azure-identity", "spnego": "pyspnego", "gssapi": "'pyspnego[kerberos]'"}
    assert f"for auth_method {name}" in caught.value.message
    assert f"pip install {package[LIBRARIES[name]]}" in caught.value.hint
    assert SECRET not in str(caught.value.traceback)


@pytest.mark.usefixtures("libraries")
def test_auto_takes_what_is_given() -> None:
    for name in ("pat", "bearer", "basic", "entra"):
        assert create_auth({"auth_method": "auto", **ENOUGH[name]}).name == name


def test_auto_without_anything() -> None:
    with pytest.raises(AuthenticationError, match="No credential was given") as caught:
        create_auth({"auth_method": "auto", "personal_access_token": "", "access_token": None, "username": "me"})
    assert "AZDO_PERSONAL_ACCESS_TOKEN" in caught.value.hint


@pytest.mark.parametrize("other", ["bearer", "basic", "entra"])
def test_two_credentials_of_the_task_are_ambiguous(other: str) -> None:
    with pytest.raises(OptionError, match="are both set") as caught:
        create_auth({**ENOUGH["pat"], **ENOUGH[other]})
    assert "personal_access_token and " in caught.value.message
    assert METHODS[other].options[0] in caught.value.message
    assert SECRET not in caught.value.message


def test_the_credential_of_the_task_goes_before_that_of_the_environment() -> None:
    params = {"personal_access_token": SECRET, "access_token": SECRET + "2"}
    assert create_auth(params, frozenset({"personal_access_token"})).name == "bearer"
    assert create_auth(params, frozenset({"access_token"})).name == "pat"


def test_of_two_credentials_of_the_environment_the_pat_is_taken() -> None:
    params = {"personal_access_token": SECRET, "access_token": SECRET + "2"}
    assert create_auth(params, frozenset(params)).name == "pat"


@pytest.mark.parametrize("name", ["entra", "ntlm", "kerberos", "negotiate"])
def test_no_credential_is_tried_on_the_wrong_product(name: str, libraries: None) -> None:
    right, wrong = ("services", "server") if name == "entra" else ("server", "services")
    params = {**ENOUGH[name], "auth_method": name}
    assert create_auth(params, product=right).name == name
    with pytest.raises(OptionError, match=f"{name} is for"):
        create_auth(params, product=wrong)
    assert create_auth(ENOUGH["pat"], product=wrong).name == "pat"


def test_a_server_without_basic_authentication_is_told_from_a_wrong_password() -> None:
    method = BasicAuth({"username": "me", "password": SECRET}, {})
    assert "auth_method ntlm" in method.rejected_hint("Negotiate, NTLM")
    assert "username and password" in method.rejected_hint('Basic realm="x"')
