# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import responses
from responses import registries

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import ENVIRONMENT, connection_settings
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Transport
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import (
    CLOUD,
    SECRET,
    FakeClock,
    Make,
)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own environment reaches a test."""
    names = {name for names in ENVIRONMENT.values() for name in names}
    proxies = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}
    bundles = {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"}
    for name in names | proxies | {name.lower() for name in proxies} | bundles:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server() -> Iterator[responses.RequestsMock]:
    """HTTP that answers what was registered, in order, and fails on any call more or less."""
    with responses.RequestsMock(assert_all_requests_are_fired=True, registry=registries.OrderedRegistry) as mock:
        yield mock


@pytest.fixture
def warned() -> list[str]:
    return []


@pytest.fixture
def client(clock: FakeClock, warned: list[str]) -> Callable[..., Client]:
    """A client of the cloud organisation; keyword arguments are options of the task."""

    def make(**options: Any) -> Client:
        params = {
            "organization_url": CLOUD,
            "project": "Fabrikam",
            "personal_access_token": SECRET,
            **options,
        }
        return Client(connection_settings(params, {}), clock=clock, warn=warned.append)

    return make


@pytest.fixture
def transport(clock: FakeClock, warned: list[str]) -> Make:
    def make(**options: Any) -> Transport:
        params = {"organization_url": CLOUD, "personal_access_token": SECRET, **options}
        return Transport(connection_settings(params, {}), clock, warned.append)

    return make
