# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Options that lead to a server: their specification, and the settings read from them.

In step with the documentation fragment `azdo.pipelines._connection`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from ansible.module_utils.common.parameters import env_fallback

from ansible_collections.azdo.pipelines.plugins.module_utils._auth import (
    METHODS,
    SECRET_OPTIONS,
    create_auth,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_entra import TAKES
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_method import AuthMethod, Surroundings
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._redact import Redactor, secret_forms
from ansible_collections.azdo.pipelines.plugins.module_utils._tls import client_certificate, trusted
from ansible_collections.azdo.pipelines.plugins.module_utils._urls import (
    EXAMPLES,
    BaseUrl,
    check_project,
    parse_base_url,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._version import (
    OLDEST_SUPPORTED,
    ApiVersion,
    first_product_with,
)

#: Environment variables by option, the first that is set wins.
ENVIRONMENT: dict[str, list[str]] = {
    "organization_url": ["AZDO_ORG_SERVICE_URL", "SYSTEM_COLLECTIONURI"],
    "project": ["SYSTEM_TEAMPROJECT"],
    "personal_access_token": ["AZDO_PERSONAL_ACCESS_TOKEN", "AZURE_DEVOPS_EXT_PAT"],
    "access_token": ["SYSTEM_ACCESSTOKEN"],
    "username": ["AZDO_USERNAME"],
    "password": ["AZDO_PASSWORD"],
}

#: Variables that `requests` reads; their URLs may hold passwords.
_PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")

#: Personal access tokens have 52 characters and more; nothing much shorter is taken for one.
SHORTEST_TOKEN = 20


ENTRA_SPEC: dict[str, dict[str, Any]] = {
    "method": {"type": "str", "choices": list(TAKES)},
    "tenant_id": {"type": "str"},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "certificate_path": {"type": "path"},
    "certificate_password": {"type": "str", "no_log": True},
    # A path, no token.
    "federated_token_file": {"type": "path", "no_log": False},
    "authority_host": {"type": "str"},
}


def _from_environment(option: str) -> tuple[Any, list[str]]:
    return (env_fallback, ENVIRONMENT[option])


CONNECTION_SPEC: dict[str, dict[str, Any]] = {
    "organization_url": {
        "type": "str",
        "aliases": ["collection_url"],
        "fallback": _from_environment("organization_url"),
    },
    "project": {"type": "str", "fallback": _from_environment("project")},
    "auth_method": {"type": "str", "default": "auto", "choices": ["auto", *METHODS]},
    "personal_access_token": {
        "type": "str",
        "no_log": True,
        "fallback": _from_environment("personal_access_token"),
    },
    "access_token": {"type": "str", "no_log": True, "fallback": _from_environment("access_token")},
    "username": {"type": "str", "fallback": _from_environment("username")},
    "password": {"type": "str", "no_log": True, "fallback": _from_environment("password")},
    "entra": {"type": "dict", "options": ENTRA_SPEC},
    "api_version": {"type": "str", "default": "auto"},
    "product": {"type": "str", "default": "auto", "choices": ["auto", "services", "server"]},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
    "client_cert": {"type": "path"},
    # A path, no key.
    "client_key": {"type": "path", "no_log": False},
    # It may hold a password, and the invocation is part of every result.
    "proxy": {"type": "str", "no_log": True},
    "timeout": {"type": "int", "default": 30},
    "retries": {"type": "int", "default": 5},
    "retry_max_wait": {"type": "int", "default": 300},
}


@dataclass(frozen=True)
class ConnectionSettings:
    """Checked settings of one run.

    `api_version` None means 'auto'. `verify` is what `requests` takes: True, False, or the path of a CA bundle or
    folder; `client_cert` is what it takes as `cert`. `timeout` and `retry_max_wait` are
    seconds. The representation holds no secret.
    """

    base: BaseUrl
    project: str | None
    api_version: ApiVersion | None
    auth: AuthMethod = field(repr=False)
    redactor: Redactor = field(repr=False)
    #: where the credential came from, for people
    credential: str = ""
    verify: bool | str = True
    client_cert: str | tuple[str, str] | None = None
    proxy: str | None = field(default=None, repr=False)
    timeout: int = 30
    retries: int = 5
    retry_max_wait: int = 300


def connection_settings(params: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> ConnectionSettings:
    """Check the connection options of a task.

    `params` are those of the module, fallbacks filled in. Raises `OptionError`, or `AuthenticationError` when there is
    no credential. Nothing is sent.
    """
    environment = os.environ if environ is None else environ
    if not params.get("organization_url"):
        raise OptionError(
            "organization_url",
            "is not set",
            f"Give it, or set the environment variable {ENVIRONMENT['organization_url'][0]}: {EXAMPLES}.",
        )
    base = parse_base_url(str(params["organization_url"]), params.get("product") or "auto")
    variables = _set_by_environment(params, environment)
    auth = create_auth(params, frozenset(variables), environment, base.product)
    redactor = Redactor([*auth.secrets(), *secrets_in(params), *_of_proxies(environment)])
    timeout = _at_least(params, "timeout", 30, 1)
    verify, proxy = trusted(params), _proxy(params.get("proxy"))
    auth.use(Surroundings(verify, proxy, timeout))
    auth.on_secret(redactor.add)
    return ConnectionSettings(
        base=base,
        project=check_project(params.get("project")),
        api_version=_api_version(params.get("api_version") or "auto"),
        auth=auth,
        redactor=redactor,
        credential=_credential(auth, params, variables),
        verify=verify,
        client_cert=client_certificate(params),
        proxy=proxy,
        timeout=timeout,
        retries=_at_least(params, "retries", 5, 0),
        retry_max_wait=_at_least(params, "retry_max_wait", 300, 0),
    )


def secrets_in(params: Mapping[str, Any]) -> frozenset[str]:
    """Every text form of the secrets among the connection options, also of those that are refused.

    For `AnsibleModule.no_log_values`: a password in a URL is part of the invocation, so of every result.
    """
    secrets = [str(params[option]) for option in SECRET_OPTIONS if params.get(option)]
    entra = params.get("entra")
    if isinstance(entra, Mapping):
        hidden = (option for option, spec in ENTRA_SPEC.items() if spec.get("no_log"))
        secrets += [str(entra[option]) for option in hidden if entra.get(option)]
    # Ansible may not have resolved the aliases yet.
    for option in ("organization_url", *CONNECTION_SPEC["organization_url"]["aliases"], "proxy"):
        secrets += _passwords(str(params.get(option) or ""))
    forms: set[str] = set()
    for secret in secrets:
        forms |= secret_forms(secret) | secret_forms(secret.strip() or secret)
    return frozenset(forms)


def _of_proxies(environ: Mapping[str, str]) -> list[str]:
    """The passwords of proxies that the environment names."""
    named = (environ.get(spelling, "") for name in _PROXY_VARIABLES for spelling in (name, name.lower()))
    return [form for url in named for form in _passwords(url)]


def _passwords(url: str) -> list[str]:
    """The password of `user:password@` in `url`, as written and decoded.

    A name that stands alone is masked only if it is long enough for a token: addresses to clone from begin with the
    organisation's name (`https://contoso@dev.azure.com/...`).
    """
    authority = url.split("://", 1)[-1].split("/", 1)[0]
    user, at, _host = authority.rpartition("@")
    name, colon, password = user.partition(":")
    secret = password if colon else (name if len(name) >= SHORTEST_TOKEN else "")
    return [form for form in (secret, unquote(secret)) if at and form]


def _set_by_environment(params: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    """The variable of each credential option whose value is that of one (Ansible does not tell where it came from)."""
    variables = {}
    for option in SECRET_OPTIONS:
        first = next((name for name in ENVIRONMENT.get(option, []) if name in environ), None)
        if first and environ[first] and params.get(option) == environ[first]:
            variables[option] = first
    return variables


def _credential(auth: AuthMethod, params: Mapping[str, Any], variables: Mapping[str, str]) -> str:
    option = auth.options[0]
    if option in auth.secret_options and params.get(option):
        return f"the environment variable {variables[option]}" if option in variables else f"the option {option}"
    method = getattr(auth, "method", None)
    return f"auth_method {auth.name}" + (f", method {method}" if method else "")


def _api_version(text: str) -> ApiVersion | None:
    if text.strip().lower() == "auto":
        return None
    version = ApiVersion.parse(text)
    if version < OLDEST_SUPPORTED:
        raise OptionError(
            "api_version",
            f"{version} is older than {OLDEST_SUPPORTED} ({first_product_with(OLDEST_SUPPORTED)})",
            "Servers before that have XAML builds only.",
        )
    return version


def _proxy(proxy: str | None) -> str | None:
    if not proxy or not proxy.strip():
        return None
    text = proxy.strip()
    try:
        parts = urlsplit(text)
        good = bool(parts.scheme and parts.hostname) and parts.scheme in {"http", "https", "socks5", "socks5h"}
        _port = parts.port  # raises for a port that is none
    except ValueError:
        good = False
    if not good:
        raise OptionError("proxy", "is not the URL of a proxy", "Give a URL such as http://proxy.example.com:3128.")
    return text


def _at_least(params: Mapping[str, Any], option: str, default: int, least: int) -> int:
    value = params.get(option)
    number = default if value is None else int(value)
    if number < least:
        raise OptionError(option, f"{number} is too small", f"The least is {least}.")
    return number
