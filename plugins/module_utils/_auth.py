# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The registry of the ways to authenticate, and which of them a task means (api-facts §7).

A new way is a class like its neighbours, added to `METHODS` and to the options of `_connection.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._auth_entra import EntraAuth
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_handshake import (
    KerberosAuth,
    NegotiateAuth,
    NtlmAuth,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_method import AuthMethod
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_tokens import BasicAuth, BearerAuth, PatAuth
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AuthenticationError, OptionError

#: In the order in which 'auto' looks for a credential.
METHODS: dict[str, type[AuthMethod]] = {
    method.name: method for method in (PatAuth, BearerAuth, BasicAuth, EntraAuth, NtlmAuth, KerberosAuth, NegotiateAuth)
}

#: Options of the task whose whole value is a secret.
SECRET_OPTIONS = tuple(dict.fromkeys(option for method in METHODS.values() for option in method.secret_options))


def create_auth(
    params: Mapping[str, Any],
    from_environment: frozenset[str] = frozenset(),
    environ: Mapping[str, str] | None = None,
    product: str | None = None,
) -> AuthMethod:
    """The method that `auth_method` names, or for 'auto' the one whose credential is given.

    A credential of the task goes before one of the environment: `from_environment` names the options whose value came
    from there, `environ` is the environment itself, `product` what is asked. Raises `AuthenticationError` without a
    credential and `OptionError` for a malformed one, for two, and for one that this product has no use for.
    """
    wanted = params.get("auth_method") or "auto"
    method = _given(params, from_environment) if wanted == "auto" else METHODS[wanted]
    if product is not None:
        _check_product(method, product)
    return method(params, environ or {})


def _given(params: Mapping[str, Any], from_environment: frozenset[str]) -> type[AuthMethod]:
    automatic = [method for method in METHODS.values() if method.is_automatic]
    given = [method for method in automatic if params.get(method.options[0])]
    of_the_task = [method for method in given if method.options[0] not in from_environment]
    if len(of_the_task) > 1:
        names = " and ".join(method.options[0] for method in of_the_task)
        raise OptionError("auth_method", f"{names} are both set", "Set one of them, or say auth_method.")
    if not given:
        raise AuthenticationError(
            "No credential was given",
            hint="Set personal_access_token (environment AZDO_PERSONAL_ACCESS_TOKEN or AZURE_DEVOPS_EXT_PAT) or "
            "access_token (environment SYSTEM_ACCESSTOKEN), or choose another auth_method.",
        )
    return (of_the_task or given)[0]


def _check_product(method: type[AuthMethod], product: str) -> None:
    """Raise `OptionError` when the method is not for this product: the credential must not even be tried there."""
    if method.product is None or method.product == product:
        return
    if method.product == "services":
        raise OptionError(
            "auth_method",
            f"{method.name} is for Azure DevOps Services, and organization_url leads to a server",
            "A server takes no token of Microsoft Entra. Say product: services if it is the service by another name.",
        )
    raise OptionError(
        "auth_method",
        f"{method.name} is for servers, and organization_url leads to Azure DevOps Services",
        "There give a personal access token, or sign in with auth_method entra.",
    )
