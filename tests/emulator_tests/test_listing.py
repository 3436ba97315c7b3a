# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of definitions: shapes, filters, orders, pages (api-facts §1.4, §1.6, §4)."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Client, MakeClient, any_definition, classic_definition, old_definition, repository, yaml_definition

BASH = "6c731c3c-3c68-459a-a5c9-bde6e6595b5b"


def names(here: Client, **params: Any) -> list[str]:
    version = params.pop("version", here.version)
    return [row["name"] for row in here.ok("GET", "build/definitions", params=params, version=version)["value"]]


def test_items_are_references(client: MakeClient) -> None:
    """api-facts §1.4, corpus S22"""
    here = client("services")
    here.create(yaml_definition(variables={"a": {"value": "1"}}, triggers=[{"triggerType": 2}]))
    (item,) = here.ok("GET", "build/definitions")["value"]
    assert set(item) == {
        "_links", "quality", "authoredBy", "drafts", "queue", "id", "name", "url", "uri", "path", "type",
        "queueStatus", "revision", "createdDate", "project",
    }  # fmt: skip


def test_include_all_properties_gives_whole_definitions(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition(variables={"a": {"value": "1", "isSecret": True}}))
    listed = here.ok("GET", "build/definitions", params={"includeAllProperties": "true"})
    assert listed == {"count": 1, "value": [made]}


def test_old_lists_hold_no_whole_definitions(client: MakeClient) -> None:
    """The parameter came with 4.1"""
    here = client("tfs2017")
    here.create(old_definition())
    (item,) = here.ok("GET", "build/definitions", params={"includeAllProperties": "true"})["value"]
    assert "build" not in item


@pytest.mark.parametrize("profile", ["tfs2015", "tfs2018", "services"])
def test_name_filter(client: MakeClient, profile: str) -> None:
    here = client(profile)
    for name in ("MSBuild", "ms other", "X", "X - Copy", ".NET"):
        here.create(any_definition(profile, name))
    assert names(here, name="x") == ["X"]
    assert names(here, name="MS*") == ["MSBuild", "ms other"]
    assert names(here, name=".NET") == [".NET"]
    assert names(here, name="nope") == []


def test_name_filter_switches(client: MakeClient) -> None:
    """api-facts §4, §9.3"""
    here = client("services", switches={"name_comparison": "case_sensitive", "dot_names_in_filter": False})
    for name in ("X", "x", "X - Copy", ".NET"):
        here.create(yaml_definition(name))
    assert names(here, name="X") == ["X"]
    assert names(here, name=".NET") == names(here, name=".*") == []
    here.emulated.switch(name_filter="prefix")
    assert names(here, name="X") == ["X", "X - Copy"]


@pytest.mark.parametrize(("behaviour", "found"), [("exact", ["a"]), ("subfolders", ["a", "b"]), ("empty", [])])
def test_path_filter(client: MakeClient, behaviour: str, found: list[str]) -> None:
    here = client("services", switches={"path_filter": behaviour})
    for name, path in (("root", "\\"), ("a", "\\Team"), ("b", "\\Team\\Sub"), ("c", "\\Teams")):
        here.create(yaml_definition(name, path=path))
    assert names(here, path="\\team") == found


def test_other_filters(client: MakeClient) -> None:
    here = client("services")
    website = here.ok("GET", "git/repositories/website")["id"]
    bash = {"name": "p", "steps": [{"task": {"id": BASH, "versionSpec": "3.*"}, "inputs": {}}]}
    here.create(yaml_definition("yaml", repository={"id": website, "type": "TfsGit"}))
    here.create(classic_definition("classic"))
    classic = here.create(classic_definition("bash", process={"type": 1, "phases": [bash]}))["id"]
    here.emulated.call("POST", "retain", id=classic)
    assert names(here, repositoryId=website, repositoryType="tfsgit") == ["yaml"]
    assert names(here, repositoryType="TfsGit") == ["yaml", "classic", "bash"]
    assert names(here, taskIdFilter=BASH.upper()) == ["bash"]
    assert names(here, definitionIds="1,3") == ["yaml", "bash"]
    assert names(here, processType=1) == ["classic", "bash"]
    assert names(here, yamlFilename="azure-pipelines.yml", includeAllProperties="true") == ["yaml"]
    assert names(here, builtAfter="2020-01-01T00:00:00Z") == ["bash"]
    assert names(here, notBuiltAfter="2020-01-01") == ["yaml", "classic"]
    assert here.refused("GET", "build/definitions", params={"builtAfter": "yesterday"})[0] == 400
    assert here.refused("GET", "build/definitions", params={"definitionIds": "a"})[0] == 400


@pytest.mark.parametrize(("behaviour", "found"), [("error", None), ("apply", ["b"]), ("ignore", ["a", "b"])])
def test_repository_id_without_type(client: MakeClient, behaviour: str, found: list[str] | None) -> None:
    here = client("services", switches={"repository_filter_without_type": behaviour})
    website = here.ok("GET", "git/repositories/website")["id"]
    here.create(yaml_definition("a"))
    here.create(yaml_definition("b", repository=repository(id=website)))
    if found is None:
        assert here.refused("GET", "build/definitions", params={"repositoryId": website})[1] == (
            "InvalidDefinitionQueryException"
        )
    else:
        assert names(here, repositoryId=website) == found


def test_orders(client: MakeClient) -> None:
    here = client("services")
    made = [here.create(yaml_definition(name)) for name in ("b", "C", "a")]
    here.put(made[0])
    assert names(here) == names(here, queryOrder="none") == ["b", "C", "a"]
    assert names(here, queryOrder="definitionNameAscending") == ["a", "b", "C"]
    assert names(here, queryOrder="definitionNameDescending") == ["C", "b", "a"]
    assert names(here, queryOrder="lastModifiedAscending") == ["C", "a", "b"]
    assert names(here, queryOrder="LASTMODIFIEDDESCENDING") == ["b", "a", "C"]
    assert here.refused("GET", "build/definitions", params={"queryOrder": "upwards"})[0] == 400


@pytest.mark.parametrize(
    "order",
    [
        "definitionNameAscending",
        "definitionNameDescending",
        "lastModifiedAscending",
        "lastModifiedDescending",
    ],
)
def test_pages_hold_every_definition_once(client: MakeClient, order: str) -> None:
    """api-facts §1.6; also while definitions disappear between pages"""
    here = client("services")
    made = {f"d{index}": here.create(yaml_definition(f"d{index}"))["id"] for index in range(7)}
    seen, token = [], None
    while True:
        params = {"queryOrder": order, "$top": 3, **({"continuationToken": token} if token else {})}
        answer = here.send("GET", "build/definitions", params=params)
        page = [row["name"] for row in answer.json()["value"]]
        seen.extend(page)
        token = answer.headers.get("X-MS-ContinuationToken")
        if token is None:
            break
        here.send("DELETE", f"build/definitions/{made.pop(page[0])}")
    assert sorted(seen) == [f"d{index}" for index in range(7)]


def test_default_page_size_is_a_switch(client: MakeClient) -> None:
    here = client("services", switches={"default_page_size": 2})
    for index in range(3):
        here.create(yaml_definition(f"d{index}"))
    answer = here.send("GET", "build/definitions", params={"queryOrder": "definitionNameAscending"})
    assert answer.json()["count"] == 2
    assert answer.headers["X-MS-ContinuationToken"]
    here.emulated.switch(definitions_continuation=False)
    assert "X-MS-ContinuationToken" not in here.send("GET", "build/definitions").headers


def test_token_errors(client: MakeClient) -> None:
    """peers #21"""
    here = client("services", switches={"default_page_size": 1})
    for name in ("a", "b"):
        here.create(yaml_definition(name))
    token = here.send("GET", "build/definitions").headers["X-MS-ContinuationToken"]
    status, key, message = here.refused("GET", "build/definitions", params={"continuationToken": token})
    assert (status, key) == (400, "InvalidContinuationTokenException")
    assert "without query order" in message
    for bad in (token, "%%%", "bm8"):
        params = {"continuationToken": bad, "queryOrder": "definitionNameAscending"}
        assert here.refused("GET", "build/definitions", params=params)[1] == "InvalidContinuationTokenException"
    here.emulated.switch(token_without_order="accept")
    assert names(here, continuationToken=token) == ["b"]


def test_xaml_definitions_are_listed_by_old_servers(client: MakeClient) -> None:
    """api-facts §1.4"""
    here = client("tfs2015")
    here.create(old_definition("new"))
    here.emulated.seed(xaml=[{"name": "old xaml"}])
    assert names(here) == ["new", "old xaml"]
    assert names(here, type="build") == ["new"]
    assert names(here, type="xaml") == ["old xaml"]
    newer = client("server2019")
    newer.emulated.seed(xaml=[{"name": "old xaml"}])
    assert names(newer) == []
    assert names(newer, version="2.0") == ["old xaml"]


def test_deleted_and_foreign_definitions_are_not_listed(client: MakeClient) -> None:
    here = client("services")
    gone = here.create(yaml_definition("gone"))
    here.send("DELETE", f"build/definitions/{gone['id']}")
    here.project = "Ünï Project"
    assert names(here) == []


def test_latest_builds_and_metrics_on_request(client: MakeClient) -> None:
    here = client("services")
    number = here.create(yaml_definition())["id"]
    build = here.emulated.call("POST", "retain", id=number)["buildId"]
    (item,) = here.ok("GET", "build/definitions", params={"includeLatestBuilds": "true"})["value"]
    assert item["latestBuild"]["id"] == item["latestCompletedBuild"]["id"] == build
    assert here.get(number, params={"minMetricsTime": "2020-01-01"})["metrics"] == []
    assert not {"latestBuild", "metrics"} & set(here.get(number))
