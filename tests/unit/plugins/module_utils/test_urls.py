# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._urls import (
    check_project,
    parse_base_url,
    request_url,
    without_query,
)


@pytest.mark.parametrize(
    ("text", "url", "product"),
    [
        ("https://dev.azure.com/contoso", "https://dev.azure.com/contoso", "services"),
        ("https://dev.azure.com/contoso/", "https://dev.azure.com/contoso", "services"),
        ("  https://DEV.azure.com/Contoso//  ", "https://dev.azure.com/Contoso", "services"),
        ("https://contoso.visualstudio.com", "https://contoso.visualstudio.com", "services"),
        (
            "https://contoso.visualstudio.com/DefaultCollection/",
            "https://contoso.visualstudio.com/DefaultCollection",
            "services",
        ),
        ("https://tfs.example.com/tfs/Coll", "https://tfs.example.com/tfs/Coll", "server"),
        ("http://tfs:8080/tfs/Coll/", "http://tfs:8080/tfs/Coll", "server"),
        ("http://fabrikam:8080/DefaultCollection", "http://fabrikam:8080/DefaultCollection", "server"),
        ("https://tfs/tfs/Ünï Coll", "https://tfs/tfs/%C3%9Cn%C3%AF%20Coll", "server"),
        ("https://tfs/tfs/%C3%9Cn%C3%AF%20Coll", "https://tfs/tfs/%C3%9Cn%C3%AF%20Coll", "server"),
        ("https://tfs/tfs/100%", "https://tfs/tfs/100%25", "server"),
        ("https://[::1]:8080/Coll", "https://[::1]:8080/Coll", "server"),
        ("https://tfs.example.com", "https://tfs.example.com", "server"),
        ("https://notdev.azure.com/contoso/x", "https://notdev.azure.com/contoso/x", "server"),
        ("https://visualstudio.com.example.org/Coll", "https://visualstudio.com.example.org/Coll", "server"),
    ],
)
def test_good_urls(text: str, url: str, product: str) -> None:
    base = parse_base_url(text)
    assert (base.url, base.product) == (url, product)


def test_reading_a_result_again_changes_nothing() -> None:
    once = parse_base_url("https://tfs/tfs/Ünï Coll%").url
    assert parse_base_url(once).url == once


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("dev.azure.com/contoso", "no scheme"),
        ("contoso", "no scheme"),
        ("ftp://tfs/Coll", "scheme 'ftp'"),
        ("https://", "no valid host"),
        ("https:///contoso", "no valid host"),
        ("https://tfs:port/Coll", "not a valid URL"),
        ("https://tfs:99999/Coll", "not a valid URL"),
        ("https://[::1/Coll", "not a valid URL"),
        ("https://tfs\\tfs\\Coll", "backslash"),
        ("https://tfs/tfs/\r\nHost: evil", "control character"),
        ("https://tfs/tfs/../Coll", "'.' or '..'"),
        ("https://tfs/tfs/%2e%2E/Coll", "'.' or '..'"),
        ("http://dev.azure.com/contoso", "unencrypted"),
        ("http://contoso.visualstudio.com", "unencrypted"),
        ("https://dev.azure.com", "no organisation"),
        ("https://dev.azure.com/", "no organisation"),
    ],
)
def test_bad_urls(text: str, says: str) -> None:
    with pytest.raises(OptionError) as caught:
        parse_base_url(text)
    assert says in caught.value.message
    assert caught.value.option == "organization_url"
    assert "https://" in caught.value.hint


@pytest.mark.parametrize(
    ("pasted", "right"),
    [
        (
            "https://dev.azure.com/contoso/Fabrikam/_build?definitionId=3",
            "organization_url: https://dev.azure.com/contoso and project: Fabrikam",
        ),
        (
            "https://dev.azure.com/contoso/My%20Project/_apis/build/definitions",
            "organization_url: https://dev.azure.com/contoso and project: My Project",
        ),
        (
            "https://dev.azure.com/contoso/Fabrikam",
            "organization_url: https://dev.azure.com/contoso and project: Fabrikam",
        ),
        ("https://dev.azure.com/contoso/_settings/", "organization_url: https://dev.azure.com/contoso."),
        ("https://dev.azure.com/contoso?x=1", "organization_url: https://dev.azure.com/contoso."),
        ("https://dev.azure.com/contoso#frag", "organization_url: https://dev.azure.com/contoso."),
        (
            "https://contoso.visualstudio.com/Fabrikam/_build",
            "organization_url: https://contoso.visualstudio.com and project: Fabrikam",
        ),
        (
            "https://contoso.visualstudio.com/DefaultCollection/Fabrikam/_build",
            "organization_url: https://contoso.visualstudio.com/DefaultCollection and project: Fabrikam",
        ),
        (
            "https://contoso.visualstudio.com/Fabrikam",
            "organization_url: https://contoso.visualstudio.com and project: Fabrikam",
        ),
        (
            "https://tfs.example.com/tfs/Coll/Fabrikam/_build/index?definitionId=3",
            "organization_url: https://tfs.example.com/tfs/Coll and project: Fabrikam",
        ),
        (
            "http://ado:8080/Coll/Fabrikam/_git/repo",
            "organization_url: http://ado:8080/Coll and project: Fabrikam",
        ),
        ("https://tfs.example.com/tfs/Coll?token=x", "organization_url: https://tfs.example.com/tfs/Coll."),
    ],
)
def test_a_pasted_address_is_refused_with_what_would_be_right(pasted: str, right: str) -> None:
    with pytest.raises(OptionError) as caught:
        parse_base_url(pasted)
    assert right in caught.value.message
    assert "definitionId=3" not in caught.value.message
    assert "token" not in caught.value.message


@pytest.mark.parametrize(
    "url", ["https://user:S3CRET-2@tfs/tfs/Coll", "https://S3CRET-2@dev.azure.com/contoso"], ids=["server", "cloud"]
)
def test_credentials_in_the_url_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(OptionError, match="user name or password") as caught:
        parse_base_url(url)
    assert "S3CRET-2" not in caught.value.message


def test_the_product_can_be_said() -> None:
    assert parse_base_url("https://ado.corp.example.com/contoso", "services").product == "services"
    assert parse_base_url("https://dev.azure.com/contoso", "server").product == "server"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://tfs/Coll", True),
        ("https://tfs/Coll", False),
        ("http://127.0.0.1:8080/Coll", False),
        ("http://[::1]/Coll", False),
        ("http://localhost/Coll", False),
    ],
)
def test_clear_text_is_seen(url: str, expected: bool) -> None:
    assert parse_base_url(url).is_clear_text is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://tfs/tfs", True),
        ("https://tfs", True),
        ("https://tfs/TFS/", True),
        ("https://tfs/tfs/Coll", False),
        ("https://contoso.visualstudio.com", False),
    ],
)
def test_a_missing_collection_is_seen(url: str, expected: bool) -> None:
    assert parse_base_url(url).seems_without_collection is expected


def test_projects() -> None:
    assert check_project("  Ünï Project ") == "Ünï Project"
    assert check_project("6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c") == "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c"
    assert check_project(None) is None
    assert check_project(" ") is None


@pytest.mark.parametrize("name", ["a/b", "a\\b", ".", ".."])
def test_no_project_has_a_path_for_a_name(name: str) -> None:
    with pytest.raises(OptionError, match="not the name of a project"):
        check_project(name)


@pytest.mark.parametrize("project", [".", ".."])
def test_no_project_leads_out_of_the_organization(project: str) -> None:
    with pytest.raises(OptionError, match="is not the name of a project"):
        request_url("https://tfs/Coll", project, "_apis/build/definitions")
    assert request_url("https://tfs/Coll", f"{project}/x", "_apis") == f"https://tfs/Coll/{project}%2Fx/_apis"


def test_request_urls() -> None:
    url = request_url(
        "https://tfs/tfs/Coll",
        "Ünï Project/%20",
        "_apis/build/definitions",
        {"name": "a&b=c d*", "$top": 5, "path": "\\x", "definitionIds": [1, 2], "full": True, "none": None, "ü": ""},
    )
    assert url == (
        "https://tfs/tfs/Coll/%C3%9Cn%C3%AF%20Project%2F%2520/_apis/build/definitions"
        "?name=a%26b%3Dc%20d%2A&$top=5&path=%5Cx&definitionIds=1,2&full=true&%C3%BC="
    ).replace("1,2", "1%2C2")


def test_a_request_without_project_and_query() -> None:
    assert request_url("https://tfs/Coll", None, "_apis/projects", {"x": None}) == "https://tfs/Coll/_apis/projects"


def test_shown_urls_hold_no_query_and_no_credential() -> None:
    assert without_query("https://u:p@tfs:8/Coll/_apis?name=secret#x") == "https://tfs:8/Coll/_apis"
