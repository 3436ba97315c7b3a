# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Credentials that travel with each request as they are: tokens, and user name with password (api-facts §7)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._auth_method import (
    AuthMethod,
    HeaderAuth,
    token_of,
    user_of,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError


class BearerAuth(AuthMethod):
    """A token of Microsoft Entra, or the job's own token inside a pipeline."""

    name = "bearer"
    options = secret_options = ("access_token",)

    def __init__(self, params: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        self._token = token_of(params, "access_token", self.name)

    def secrets(self) -> list[str]:
        return [self._token]

    def requests_auth(self) -> HeaderAuth:
        return HeaderAuth(f"Bearer {self._token}")


class PatAuth(AuthMethod):
    """A personal access token: HTTP basic authentication with an empty user name."""

    name = "pat"
    options = secret_options = ("personal_access_token",)

    def __init__(self, params: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        self._token = token_of(params, "personal_access_token", self.name)

    def secrets(self) -> list[str]:
        return [self._token]

    def requests_auth(self) -> HeaderAuth:
        return HeaderAuth(f"Basic {_basic('', self._token)}")


class BasicAuth(AuthMethod):
    """User name and password, in UTF-8 (RFC 7617)."""

    name = "basic"
    options = ("password", "username")
    secret_options = ("password",)

    def __init__(self, params: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        username, password = user_of(params, self.name)
        self._username, self._password = username or "", password or ""
        if ":" in self._username:
            raise OptionError("username", "holds a colon, which basic authentication cannot send")
        if any(ord(char) < 32 or ord(char) == 127 for char in self._username + self._password):
            raise OptionError(
                "password", "or username holds control characters, which basic authentication cannot send"
            )

    def secrets(self) -> list[str]:
        return [self._password, _basic(self._username, self._password)]

    def requests_auth(self) -> HeaderAuth:
        return HeaderAuth(f"Basic {_basic(self._username, self._password)}")

    def rejected_hint(self, challenges: str) -> str:
        if challenges and "basic" not in challenges.lower():
            return (
                "The server does not offer basic authentication: choose auth_method ntlm, kerberos or negotiate, or "
                "have it switched on in its IIS."
            )
        return "Check username and password: on a server they are those of Windows, often with the domain before it."


def _basic(username: str, password: str) -> str:
    return base64.b64encode(f"{username}:{password}".encode()).decode("ascii")
