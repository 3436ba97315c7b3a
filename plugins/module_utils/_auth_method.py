# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""What the rest of the collection knows of a way to authenticate, and what several ways share."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._requests import AuthBase

_NOT_IN_A_TOKEN = re.compile(r"[^\x21-\x7e]")


#: Bytes of an answer that only says no.
MOST_OF_A_PAGE = 1024 * 1024


@dataclass(frozen=True)
class Surroundings:
    """What a method needs that sends requests of its own: certificates, proxy, time-out in seconds."""

    verify: bool | str = True
    proxy: str | None = None
    timeout: int = 30


class AuthMethod(ABC):
    """One way to authenticate."""

    name: ClassVar[str]
    #: Options of the task that it reads. 'auto' takes the method when the first is set.
    options: ClassVar[tuple[str, ...]]
    #: Those of them whose value is a secret.
    secret_options: ClassVar[tuple[str, ...]] = ()
    #: Whether 'auto' may take it.
    is_automatic: ClassVar[bool] = True
    #: The product that knows it, None for both.
    product: ClassVar[str | None] = None
    #: Whether the server authenticates the connection and not the request, so that no two threads may share one.
    binds_connection: ClassVar[bool] = False

    _surroundings = Surroundings()
    _tell: Callable[[str], None] | None = None

    @abstractmethod
    def __init__(self, params: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        """Check the credential's form, without a network. Raises `OptionError`, which never repeats the value.

        `params` are the task's, fallbacks filled in; `environ` is for what has no fallback.
        """

    @abstractmethod
    def secrets(self) -> list[str]:
        """Everything that must be masked, as far as it is known before the first request."""

    @abstractmethod
    def requests_auth(self) -> Any:
        """What `requests` takes as `auth`. It is always set, so that `~/.netrc` is never asked."""

    def use(self, surroundings: Surroundings) -> None:
        """Where requests of its own go through."""
        self._surroundings = surroundings

    def on_secret(self, tell: Callable[[str], None]) -> None:
        """Call `tell` with every secret that comes up later, before it is used."""
        self._tell = tell

    def rejected_hint(self, challenges: str) -> str:
        """What to look at when the server rejects it and offers `challenges`; '' for what is said of tokens."""
        return ""


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


def send_again(response: Any, request: Any, how: Mapping[str, Any]) -> Any:
    """Send `request` in the place of the one that `response` answers, over the same connection where that is kept.

    For response hooks of `requests`; `how` is what the hook got.
    """
    # The connection is free for the next request only when the answer was read. What is too long to be the page of an
    # error is not read: the connection is closed then.
    response.raw.read(MOST_OF_A_PAGE, decode_content=False)
    response.raw.read(1, decode_content=False)
    response.close()
    return response.connection.send(request, **how)


def token_of(params: Mapping[str, Any], option: str, method: str) -> str:
    """The token that `option` holds. Raises `OptionError` for none, and for what cannot be one."""
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


def user_of(params: Mapping[str, Any], method: str, needed: bool = True) -> tuple[str | None, str | None]:
    """User name and password. Raises `OptionError` where one is missing that is needed."""
    username, password = (params.get("username") or "").strip(), params.get("password") or ""
    if password and not username:
        raise OptionError("username", "is not set, but password is", "Set both, or their environment variables.")
    for option, value in (("username", username), ("password", password)):
        if needed and not value:
            raise OptionError(option, f"is needed for auth_method {method}", "Set it, or its environment variable.")
    return username or None, password or None
