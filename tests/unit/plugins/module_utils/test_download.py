# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a download may lead, and with which credential."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import responses

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._destination import PartFile
from ansible_collections.azdo.pipelines.plugins.module_utils._download import Downloads, same_origin
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    ResponseError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._receiving import Receiver
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import CLOUD, SECRET

Make = Callable[..., Client]

ITEM = f"{CLOUD}/_apis/resources/Containers/7"
BLOB = "https://blob.example.com/content"
SIGNATURE = "s1gnatureMARKER0123456789"


class Fetched:
    """Downloads, what they hid, and what came."""

    def __init__(self, client: Client) -> None:
        self.hidden: set[str] = set()
        self.downloads = Downloads(client, self.hidden.update)
        self.file = io.BytesIO()
        self.part = PartFile(self.file, "part")

    def item(self) -> bytes:
        self.downloads.item(7, "drop/a b", "scope", Receiver(self.part))
        return self.file.getvalue()

    def signed(self, url: str) -> bytes:
        self.downloads.signed(url, Receiver(self.part))
        return self.file.getvalue()

    def archive(self, url: str | None) -> bytes:
        artifact = {"name": "a drop", "resource": {"downloadUrl": url}}
        self.downloads.archive(5, artifact, Receiver(self.part))
        return self.file.getvalue()


@pytest.fixture
def fetched(client: Make) -> Fetched:
    return Fetched(client())


def content(server: responses.RequestsMock, url: str, **headers: str) -> None:
    server.get(url, b"content", headers=headers, content_type="application/octet-stream")


def redirect(server: responses.RequestsMock, url: str, location: str, status: int = 302) -> None:
    server.get(url, b"", status=status, headers={"Location": location})


def credentials(server: responses.RequestsMock) -> list[bool]:
    """Whether each request had one."""
    return ["Authorization" in call.request.headers for call in server.calls]


def test_an_item(server: responses.RequestsMock, fetched: Fetched) -> None:
    content(server, ITEM)
    assert fetched.item() == b"content"
    asked = server.calls[0].request
    assert asked.url == f"{ITEM}?itemPath=drop%2Fa%20b&scope=scope"
    assert asked.headers["Accept"] == "application/octet-stream;api-version=7.1-preview"
    assert credentials(server) == [True]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_another_origin_gets_no_credential(status: int, server: responses.RequestsMock, fetched: Fetched) -> None:
    redirect(server, ITEM, f"{BLOB}?sig={SIGNATURE}", status)
    content(server, BLOB)
    assert fetched.item() == b"content"
    assert credentials(server) == [True, False]
    assert SECRET not in str(server.calls[1].request.headers)
    assert fetched.hidden == {SIGNATURE}


def test_the_same_origin_gets_it(server: responses.RequestsMock, fetched: Fetched) -> None:
    redirect(server, ITEM, "/contoso/_apis/elsewhere")
    content(server, f"{CLOUD}/_apis/elsewhere")
    assert fetched.item() == b"content"
    assert credentials(server) == [True, True]


def test_the_credential_does_not_come_back(server: responses.RequestsMock, fetched: Fetched) -> None:
    redirect(server, ITEM, BLOB)
    redirect(server, BLOB, f"{CLOUD}/_apis/secrets")
    content(server, f"{CLOUD}/_apis/secrets")
    fetched.item()
    assert credentials(server) == [True, False, False]


@pytest.mark.parametrize(
    "location", ["http://blob.example.com/a", "http://dev.azure.com/contoso", "file:///etc/passwd", "https://u:p@h/a"]
)
def test_no_way_without_tls(location: str, server: responses.RequestsMock, fetched: Fetched) -> None:
    redirect(server, ITEM, location)
    with pytest.raises(ResponseError) as caught:
        fetched.item()
    assert caught.value.code == "unexpected_redirect"
    assert fetched.file.getvalue() == b""


def test_redirects_end(server: responses.RequestsMock, fetched: Fetched) -> None:
    redirect(server, ITEM, BLOB)
    for _number in range(5):
        redirect(server, BLOB, BLOB)
    with pytest.raises(ResponseError, match="redirect"):
        fetched.item()


def test_a_way_to_the_sign_in_page_is_a_rejected_credential(server: responses.RequestsMock, fetched: Fetched) -> None:
    redirect(server, ITEM, "https://spsprodsin1.vssps.visualstudio.com/_signin?realm=dev.azure.com")
    with pytest.raises(AuthenticationError):
        fetched.item()


def test_json_in_the_place_of_content(server: responses.RequestsMock, fetched: Fetched) -> None:
    server.get(ITEM, json={"count": 0, "value": []})
    with pytest.raises(ResponseError, match="not the content of a file"):
        fetched.item()


@pytest.mark.parametrize("url", [f"{BLOB}?sig={SIGNATURE}", f"{CLOUD}/_apis/signed?sig={SIGNATURE}"])
def test_signed_addresses_get_no_credential(url: str, server: responses.RequestsMock, fetched: Fetched) -> None:
    content(server, url)
    assert fetched.signed(url) == b"content"
    assert credentials(server) == [False]
    assert fetched.hidden == {SIGNATURE}


@pytest.mark.parametrize("location", ["http://blob.example.com/a", "ftp://blob.example.com/a", "nonsense", ""])
def test_signed_addresses_without_tls(location: str, fetched: Fetched) -> None:
    with pytest.raises(ResponseError, match="TLS"):
        fetched.signed(location)


def test_a_server_without_tls_may_sign_without(client: Make, server: responses.RequestsMock) -> None:
    fetched = Fetched(client(organization_url="http://tfs.example.com/tfs/Coll", api_version="5.0"))
    content(server, "http://blob.example.com/a")
    assert fetched.signed("http://blob.example.com/a") == b"content"


def test_errors_show_no_signature(server: responses.RequestsMock, fetched: Fetched) -> None:
    server.get(BLOB, json={"message": "gone"}, status=404)
    with pytest.raises(AzdoError) as caught:
        fetched.signed(f"{BLOB}?sig={SIGNATURE}")
    assert SIGNATURE not in caught.value.message + str(caught.value.failure())


@pytest.mark.parametrize(
    ("version", "url"),
    [
        ("7.1", f"{CLOUD}/Fabrikam/_apis/build/builds/5/artifacts?artifactName=a%20drop&$format=zip"),
        ("4.1", f"{CLOUD}/Fabrikam/_apis/build/builds/5/artifacts?artifactName=a%20drop&$format=zip"),
        ("3.2", f"{CLOUD}/Fabrikam/_apis/build/builds/5/artifacts/a%20drop?$format=zip"),
        ("2.0", f"{CLOUD}/Fabrikam/_apis/build/builds/5/artifacts/a%20drop?$format=zip"),
    ],
)
@pytest.mark.parametrize("told", [None, "https://elsewhere.example.com/a?b=c", "file://server/share"])
def test_archives(version: str, url: str, told: str | None, client: Make, server: responses.RequestsMock) -> None:
    fetched = Fetched(client(api_version=version))
    content(server, url)
    assert fetched.archive(told) == b"content"
    assert server.calls[0].request.url == url
    assert credentials(server) == [True]


def test_the_services_own_address_of_an_archive(server: responses.RequestsMock, fetched: Fetched) -> None:
    url = f"{CLOUD}/Fabrikam/_apis/x?artifactName=a%20drop&%24format=zip"
    content(server, url)
    fetched.archive(url)
    assert server.calls[0].request.url == url
    assert credentials(server) == [True]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "https://A.example:443/y", True),
        ("http://a.example:80", "http://a.example", True),
        ("https://a.example", "http://a.example", False),
        ("https://a.example:444", "https://a.example", False),
        ("https://a.example.evil", "https://a.example", False),
        ("https://a.example@evil/", "https://a.example", False),
        ("https://a.example:x/", "https://a.example", False),
        ("nonsense", "nonsense", False),
    ],
)
def test_origins(one: str, other: str, same: bool) -> None:
    assert same_origin(one, other) is same


def test_waits_of_other_hosts_are_waited(server: responses.RequestsMock, fetched: Fetched, clock: Any) -> None:
    server.get(BLOB, b"", status=503, headers={"Retry-After": "7"})
    content(server, BLOB)
    assert fetched.signed(BLOB) == b"content"
    assert sum(clock.slept) == 7
