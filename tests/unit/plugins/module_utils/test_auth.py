# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64

import pytest
from requests import PreparedRequest, Request

from ansible_collections.azdo.pipelines.plugins.module_utils._auth import METHODS, BearerAuth, PatAuth, create_auth
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AuthenticationError, OptionError
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import SECRET


def header(method: PatAuth | BearerAuth) -> str:
    prepared: PreparedRequest = Request("GET", "https://tfs/x", auth=method.requests_auth()).prepare()
    return str(prepared.headers["Authorization"])


def test_pat_is_the_password_of_an_empty_user() -> None:
    method = PatAuth({"personal_access_token": SECRET})
    scheme, _blank, value = header(method).partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(value).decode() == f":{SECRET}"
    assert method.secrets() == [SECRET]


def test_bearer() -> None:
    method = BearerAuth({"access_token": SECRET})
    assert header(method) == f"Bearer {SECRET}"
    assert method.secrets() == [SECRET]


@pytest.mark.parametrize("method", METHODS.values())
def test_every_method_trims_its_token(method: type[PatAuth]) -> None:
    """A token that was read from a file ends in a line end."""
    assert method({method.options[0]: f" {SECRET}\n"}).secrets() == [SECRET]


@pytest.mark.parametrize("method", METHODS.values())
@pytest.mark.parametrize("token", ["Bearer abc", "a\nb", "tökén", "a\x00b"])
def test_a_malformed_token_is_refused_and_not_repeated(method: type[PatAuth], token: str) -> None:
    with pytest.raises(OptionError) as caught:
        method({method.options[0]: token})
    assert caught.value.option == method.options[0]
    assert token not in caught.value.message


@pytest.mark.parametrize("method", METHODS.values())
@pytest.mark.parametrize("token", [None, "", " "])
def test_a_chosen_method_needs_its_token(method: type[PatAuth], token: str | None) -> None:
    with pytest.raises(OptionError, match=f"needed for auth_method {method.name}"):
        create_auth({"auth_method": method.name, method.options[0]: token})


@pytest.mark.parametrize("method", METHODS.values())
def test_nothing_tells_the_token(method: type[PatAuth]) -> None:
    made = method({method.options[0]: SECRET})
    assert SECRET not in repr(made) + repr(made.requests_auth()) + str(made.requests_auth())


def test_auto_takes_what_is_given() -> None:
    assert create_auth({"personal_access_token": SECRET}).name == "pat"
    assert create_auth({"auth_method": "auto", "access_token": SECRET}).name == "bearer"


def test_auto_without_anything() -> None:
    with pytest.raises(AuthenticationError, match="No credential was given") as caught:
        create_auth({"auth_method": "auto", "personal_access_token": "", "access_token": None})
    assert "AZDO_PERSONAL_ACCESS_TOKEN" in caught.value.hint


def test_two_credentials_of_the_task_are_ambiguous() -> None:
    with pytest.raises(OptionError, match="are both set") as caught:
        create_auth({"personal_access_token": SECRET, "access_token": SECRET + "2"})
    assert SECRET not in caught.value.message


def test_the_credential_of_the_task_goes_before_that_of_the_environment() -> None:
    params = {"personal_access_token": SECRET, "access_token": SECRET + "2"}
    assert create_auth(params, frozenset({"personal_access_token"})).name == "bearer"
    assert create_auth(params, frozenset({"access_token"})).name == "pat"


def test_of_two_credentials_of_the_environment_the_pat_is_taken() -> None:
    params = {"personal_access_token": SECRET, "access_token": SECRET + "2"}
    assert create_auth(params, frozenset(params)).name == "pat"
