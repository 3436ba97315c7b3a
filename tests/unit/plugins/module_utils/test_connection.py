# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.azdo.pipelines.plugins.doc_fragments._connection import ModuleDocFragment
from ansible_collections.azdo.pipelines.plugins.module_utils._about import COLLECTION_VERSION, USER_AGENT
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_entra import ENVIRONMENT as VARIABLES
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import (
    CONNECTION_SPEC,
    ENTRA_SPEC,
    ENVIRONMENT,
    ConnectionSettings,
    connection_settings,
    secrets_in,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AuthenticationError, AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import CLOUD, SECRET

DOCUMENTED: dict[str, dict[str, Any]] = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]


def settings(**options: Any) -> ConnectionSettings:
    return connection_settings({"organization_url": CLOUD, "personal_access_token": SECRET, **options}, {})


def through_ansible(**options: Any) -> dict[str, Any]:
    """Options as a module gets them: types converted, fallbacks and defaults filled in."""
    result = ArgumentSpecValidator(CONNECTION_SPEC).validate(options)
    assert result.error_messages == []
    return dict(result.validated_parameters)


def test_the_documentation_is_in_step_with_the_specification() -> None:
    assert list(DOCUMENTED) == list(CONNECTION_SPEC)
    for option, spec in CONNECTION_SPEC.items():
        for key in ("type", "default", "choices", "aliases", "required"):
            assert DOCUMENTED[option].get(key) == spec.get(key), (option, key)


@pytest.mark.parametrize("option", ENVIRONMENT)
def test_each_environment_variable_is_documented(option: str) -> None:
    text = " ".join(DOCUMENTED[option]["description"])
    places = [text.index(f"E({name})") for name in ENVIRONMENT[option]]
    assert places == sorted(places)


@pytest.mark.parametrize("option", ENVIRONMENT)
def test_task_then_environment_in_order_then_nothing(option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert through_ansible()[option] is None
    for name in reversed(ENVIRONMENT[option]):
        monkeypatch.setenv(name, f"from {name}")
        assert through_ansible()[option] == f"from {name}"
    assert through_ansible(**{option: "from the task"})[option] == "from the task"


def test_the_parts_of_entra_are_documented() -> None:
    parts = DOCUMENTED["entra"]["suboptions"]
    assert list(parts) == list(ENTRA_SPEC)
    for option, spec in ENTRA_SPEC.items():
        for key in ("type", "choices"):
            assert parts[option].get(key) == spec.get(key), (option, key)
        if option != "method":
            assert f"E({VARIABLES[option]})" in " ".join(parts[option]["description"])


@pytest.mark.parametrize("option", ["personal_access_token", "access_token", "password", "proxy"])
def test_secret_options_are_not_logged(option: str) -> None:
    assert CONNECTION_SPEC[option]["no_log"] is True


def test_defaults() -> None:
    made = connection_settings(through_ansible(organization_url=CLOUD, personal_access_token=SECRET), {})
    assert (made.timeout, made.retries, made.retry_max_wait) == (30, 5, 300)
    assert (made.verify, made.proxy, made.api_version, made.project) == (True, None, None, None)
    assert (made.base.product, made.auth.name) == ("services", "pat")


def test_the_url_is_needed() -> None:
    with pytest.raises(OptionError, match="AZDO_ORG_SERVICE_URL") as caught:
        connection_settings({"personal_access_token": SECRET}, {})
    assert caught.value.option == "organization_url"


def test_a_credential_is_needed() -> None:
    with pytest.raises(AuthenticationError):
        connection_settings({"organization_url": CLOUD}, {})


@pytest.mark.parametrize(
    ("options", "environ", "told"),
    [
        ({"personal_access_token": SECRET}, {}, "the option personal_access_token"),
        (
            {"personal_access_token": SECRET},
            {"AZDO_PERSONAL_ACCESS_TOKEN": SECRET},
            "the environment variable AZDO_PERSONAL_ACCESS_TOKEN",
        ),
        (
            {"personal_access_token": SECRET},
            {"AZURE_DEVOPS_EXT_PAT": SECRET},
            "the environment variable AZURE_DEVOPS_EXT_PAT",
        ),
        (
            {"personal_access_token": SECRET},
            {"AZDO_PERSONAL_ACCESS_TOKEN": "another", "AZURE_DEVOPS_EXT_PAT": SECRET},
            "the option personal_access_token",
        ),
        ({"access_token": SECRET}, {"SYSTEM_ACCESSTOKEN": SECRET}, "the environment variable SYSTEM_ACCESSTOKEN"),
        ({"username": "me", "password": SECRET}, {}, "the option password"),
        (
            {"auth_method": "entra", "entra": {"tenant_id": "t", "client_id": "c", "client_secret": SECRET}},
            {},
            "auth_method entra, method client_secret",
        ),
    ],
)
def test_the_source_of_the_credential_is_known(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], environ: dict[str, str], told: str
) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity", SimpleNamespace())  # type: ignore[arg-type]
    found = connection_settings({"organization_url": CLOUD, **options}, environ)
    assert found.credential == told
    error = AuthenticationError("GET was answered with HTTP 401")
    assert "credential" not in error.message
    error.credential = found.credential
    assert error.message == f"GET was answered with HTTP 401. The credential is that of {told}."


def test_a_ticket_is_of_no_option(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("spnego", "gssapi", "krb5"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace())  # type: ignore[arg-type]
    found = connection_settings({"organization_url": "https://tfs/tfs/c", "auth_method": "kerberos"}, {})
    assert found.credential == "auth_method kerberos"


def test_the_collection_url_is_another_name() -> None:
    assert through_ansible(collection_url=CLOUD)["organization_url"] == CLOUD


def test_a_token_of_the_task_beats_the_other_kind_of_the_environment() -> None:
    params = {"organization_url": CLOUD, "personal_access_token": "from-environment", "access_token": SECRET}
    environ = {"AZURE_DEVOPS_EXT_PAT": "from-environment"}
    assert connection_settings(params, environ).auth.name == "bearer"


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"timeout": 0}, "timeout"),
        ({"retries": -1}, "retries"),
        ({"retry_max_wait": -1}, "retry_max_wait"),
        ({"api_version": "newest"}, "api_version"),
        ({"api_version": "1.0"}, "api_version"),
        ({"ca_path": "/no/such/file.pem"}, "ca_path"),
        ({"proxy": "proxy.example.com:3128"}, "proxy"),
        ({"client_key": "/no/such/key.pem"}, "client_key"),
        ({"client_cert": "/no/such/cert.pem"}, "client_cert"),
        ({"auth_method": "basic"}, "username"),
        ({"proxy": "http://"}, "proxy"),
        ({"proxy": "http://proxy:port"}, "proxy"),
        ({"proxy": "ftp://proxy"}, "proxy"),
        ({"project": "a/b"}, "project"),
        ({"organization_url": "contoso"}, "organization_url"),
        ({"personal_access_token": "a b"}, "personal_access_token"),
    ],
)
def test_bad_options_are_named(options: dict[str, Any], option: str) -> None:
    with pytest.raises(OptionError) as caught:
        settings(**options)
    assert caught.value.option == option
    assert caught.value.code == "invalid_option"


def test_a_pinned_version() -> None:
    pinned = settings(api_version="7.2-preview.8").api_version
    assert pinned == ApiVersion(7, 2)
    assert str(pinned) == "7.2-preview.8"
    assert settings(api_version=" AUTO ").api_version is None


def test_certificates(tmp_path: Path) -> None:
    file = requests.certs.where()
    assert settings(ca_path=file).verify == file
    assert settings(validate_certs=False, ca_path="/no/such/file.pem").verify is False
    (tmp_path / "0f5dc4f3.0").write_text("", "utf-8")
    assert settings(ca_path=str(tmp_path)).verify == str(tmp_path)


def test_a_folder_in_which_openssl_would_find_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(Path(requests.certs.where()).read_bytes())
    with pytest.raises(OptionError, match="openssl rehash") as caught:
        settings(ca_path=str(tmp_path))
    assert caught.value.option == "ca_path"


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate", "utf-8")
    with pytest.raises(OptionError, match="holds no certificates in PEM form"):
        settings(ca_path=str(file))


def test_a_client_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no certificate and private key that belong together"):
        settings(client_cert=requests.certs.where())
    with pytest.raises(OptionError, match="there is no file") as caught:
        settings(client_cert=requests.certs.where(), client_key=str(tmp_path / "key.pem"))
    assert caught.value.option == "client_key"
    assert settings().client_cert is None


def test_the_passwords_of_the_proxies_of_the_environment_are_masked() -> None:
    params = {"organization_url": CLOUD, "personal_access_token": SECRET}
    made = connection_settings(params, {"https_proxy": "http://me:pr0xy-pass@proxy:3128"})
    assert "pr0xy-pass" not in made.redactor.clean("the proxy said pr0xy-pass")


def test_the_secrets_of_entra_are_found() -> None:
    found = secrets_in({"entra": {"client_secret": SECRET, "certificate_password": "S3CRET-2", "client_id": "known"}})
    assert {SECRET, "S3CRET-2"} <= found
    assert "known" not in found


def test_the_user_name_is_no_secret() -> None:
    assert "known" not in secrets_in({"username": "known", "password": SECRET})


def test_the_representation_holds_no_secret() -> None:
    text = repr(settings(proxy=f"http://user:{SECRET}2@proxy:3128"))
    assert SECRET not in text


def test_secrets_are_found_wherever_they_are() -> None:
    found = secrets_in(
        {
            "organization_url": "https://user:pass%20word@tfs/Coll",
            "proxy": "http://me:pr0xy@proxy:3128",
            "personal_access_token": f"{SECRET}\n",
            "access_token": None,
        }
    )
    assert {"pass%20word", "pass word", "pr0xy", SECRET} <= found
    assert "user" not in found
    assert "" not in found


def test_secrets_are_found_under_an_alias() -> None:
    assert "S3CRET-2" in secrets_in({"collection_url": "https://user:S3CRET-2@tfs/Coll"})


def test_an_address_to_clone_from_does_not_mask_the_organisation() -> None:
    assert secrets_in({"organization_url": "https://contoso@dev.azure.com/contoso"}) == frozenset()
    assert SECRET in secrets_in({"organization_url": f"https://{SECRET}@dev.azure.com/contoso"})


@pytest.mark.parametrize(
    "options",
    [
        {"organization_url": f"https://user:{SECRET}@tfs/Coll"},
        {"proxy": f"user:{SECRET}@proxy"},
        {"personal_access_token": f"{SECRET} {SECRET}"},
        {"access_token": SECRET},
        {"password": SECRET},
        {"auth_method": "basic", "password": SECRET},
        {"entra": {"client_secret": SECRET}, "auth_method": "entra"},
    ],
)
def test_no_error_repeats_a_secret(options: dict[str, Any]) -> None:
    with pytest.raises(AzdoError) as caught:
        settings(**options)
    assert SECRET not in caught.value.message
    assert SECRET not in str(caught.value.failure())


def test_the_user_agent_tells_the_version_of_the_collection() -> None:
    assert f"azdo.pipelines/{COLLECTION_VERSION}" == USER_AGENT
    galaxy = next((path / "galaxy.yml" for path in Path(__file__).parents if (path / "galaxy.yml").is_file()), None)
    if galaxy is None:
        pytest.skip("no galaxy.yml: not a checkout")
    assert yaml.safe_load(galaxy.read_text("utf-8"))["version"] == COLLECTION_VERSION
