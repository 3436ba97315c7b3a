# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Ways to authenticate: one small class per method, behind a registry (api-facts §7).

A new method is a class with the same four members, added to `METHODS` and to the options of `_connection.py`.
"""

from __future__ import annotations

import base64
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AuthenticationError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._requests import AuthBase

_NOT_IN_A_TOKEN = re.compile(r"[^\x21-\x7e]")


class AuthMethod(ABC):
    """What the rest of the collection knows of a method."""

    name: ClassVar[str]
    #: Options of the task that hold its credential; the method applies when the first is set.
    options: ClassVar[tuple[str, ...]]

    @abstractmethod
    def __init__(self, params: Mapping[str, Any]) -> None:
        """Check the credential's form, without a network. Raises `OptionError`, which never repeats the value."""

    @abstractmethod
    def secrets(self) -> list[str]:
        """Everything that must be masked."""

    @abstractmethod
    def requests_auth(self) -> Any:
        """What `requests.Session.auth` takes. It is always set, so that `~/.netrc` is never asked."""


class HeaderAuth(AuthBase):
    """Sets the Authorization header of each request."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "<HeaderAuth>"

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = self._value
        return request


class NoAuth(AuthBase):
    """Sends no credential, also not the session's or one of `~/.netrc`."""

    def __call__(self, request: Any) -> Any:
        request.headers.pop("Authorization", None)
        return request


NO_AUTH = NoAuth()


class BearerAuth(AuthMethod):
    """A token of Microsoft Entra, or the job's own token inside a pipeline."""

    name = "bearer"
    options = ("access_token",)

    def __init__(self, params: Mapping[str, Any]) -> None:
        self._token = _token(params, "access_token", "bearer")

    def secrets(self) -> list[str]:
        return [self._token]

    def requests_auth(self) -> HeaderAuth:
        return HeaderAuth(f"Bearer {self._token}")


class PatAuth(AuthMethod):
    """A personal access token: HTTP basic authentication with an empty user name."""

    name = "pat"
    options = ("personal_access_token",)

    def __init__(self, params: Mapping[str, Any]) -> None:
        self._token = _token(params, "personal_access_token", "pat")

    def secrets(self) -> list[str]:
        return [self._token]

    def requests_auth(self) -> HeaderAuth:
        return HeaderAuth("Basic " + base64.b64encode(f":{self._token}".encode("ascii")).decode("ascii"))


#: In the order in which 'auto' looks for a credential.
METHODS: dict[str, type[AuthMethod]] = {method.name: method for method in (PatAuth, BearerAuth)}

CREDENTIAL_OPTIONS = tuple(option for method in METHODS.values() for option in method.options)


def create_auth(params: Mapping[str, Any], from_environment: frozenset[str] = frozenset()) -> AuthMethod:
    """The method that `auth_method` names, or for 'auto' the one whose credential is given.

    A credential of the task goes before one of the environment: `from_environment` names the options whose value came
    from there. Raises `AuthenticationError` without a credential and `OptionError` for a malformed one or for two.
    """
    wanted = params.get("auth_method") or "auto"
    if wanted != "auto":
        return METHODS[wanted](params)
    given = [method for method in METHODS.values() if params.get(method.options[0])]
    of_the_task = [method for method in given if method.options[0] not in from_environment]
    if len(of_the_task) > 1:
        names = " and ".join(method.options[0] for method in of_the_task)
        raise OptionError("auth_method", f"{names} are both set", "Set one of them, or say auth_method.")
    if not given:
        raise AuthenticationError(
            "No credential was given",
            hint="Set personal_access_token (environment AZDO_PERSONAL_ACCESS_TOKEN or AZURE_DEVOPS_EXT_PAT) or "
            "access_token (environment SYSTEM_ACCESSTOKEN).",
        )
    return (of_the_task or given)[0](params)


def _token(params: Mapping[str, Any], option: str, method: str) -> str:
    token = str(params.get(option) or "").strip()
    if not token:
        raise OptionError(option, f"is needed for auth_method {method}", "Set it, or its environment variable.")
    if _NOT_IN_A_TOKEN.search(token):
        raise OptionError(
            option,
            "holds white space or characters that no token has",
            "Give the token alone: no 'Bearer', no quotes, nothing before or after it.",
        )
    return token
