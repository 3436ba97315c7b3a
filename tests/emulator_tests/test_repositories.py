# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server makes of a repository, one fact per test, each with its source."""

from __future__ import annotations

from conftest import MakeClient, old_definition, repository, yaml_definition


def test_repository_type_case(client: MakeClient) -> None:
    """api-facts §2.6, corpus S8"""
    sent = {**repository(), "type": "tfsgit"}
    assert client("services").create(yaml_definition(repository=sent))["repository"]["type"] == "TfsGit"
    assert client("tfs2015").create(old_definition(repository=sent))["repository"]["type"] == "tfsgit"


def test_repository_name_and_url_are_filled_in(client: MakeClient) -> None:
    """api-facts §2.6; the project is in the URL unless the repository has its name (seed)"""
    here = client("services")
    website = here.ok("GET", "git/repositories/website")["id"]
    answer = here.create(yaml_definition(repository={"id": website, "type": "TfsGit"}))["repository"]
    assert answer["name"] == "website"
    assert answer["url"] == f"{here.url}/Fabrikam-Fiber-Git/_git/website"


def test_repository_properties_are_text_and_absent_when_empty(client: MakeClient) -> None:
    """corpus S6, S14"""
    here = client("services")
    sent = repository(properties={"fetchDepth": 0, "reportBuildStatus": True, "isFork": "False"}, clean=True)
    answer = here.create(yaml_definition("a", repository=sent))["repository"]
    assert answer["properties"] == {"fetchDepth": "0", "reportBuildStatus": "true", "isFork": "False"}
    assert answer["clean"] == "true"
    assert "properties" not in here.create(yaml_definition("b", repository=repository(properties={})))["repository"]


def test_default_branch_gains_its_prefix_at_the_first_put(client: MakeClient) -> None:
    """api-facts §2.6, corpus S9"""
    here = client("services")
    made = here.create(yaml_definition(repository=repository(defaultBranch="main")))
    assert made["repository"]["defaultBranch"] == "main"
    assert here.put(made)["repository"]["defaultBranch"] == "refs/heads/main"


def test_github_branches_keep_their_spelling(client: MakeClient) -> None:
    """corpus S9"""
    here = client("services")
    connection = here.ok("GET", "serviceendpoint/endpoints", params={"endpointNames": "github-contoso"})["value"][0]
    github = {
        "id": "contoso/app",
        "type": "GitHub",
        "defaultBranch": "master",
        "properties": {"connectedServiceId": connection["id"]},
    }
    made = here.create(yaml_definition(repository=github))
    assert here.put(made)["repository"]["defaultBranch"] == "master"
