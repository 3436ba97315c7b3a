# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The world that a new collection starts with. The names are those of the vendor's documentation."""

from __future__ import annotations

import uuid
from typing import Any

from .seed_tasks import task_groups, tasks
from .state import Collection, Endpoint, Pool, Project, Queue, Repository, VariableGroup

FABRIKAM = "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c"
FABRIKAM_REPOSITORY = "278d5cd2-584d-4b63-824a-2ba458937249"
UNI = "0d3a1f6e-9c1b-4f0e-9d39-5a1b1f2a7c10"


def guid(*names: str) -> str:
    """A GUID that is the same in each run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "emulator/" + "/".join(names)))


def seed(collection: Collection) -> None:
    profile = collection.profile
    _projects(collection)
    if profile.knows((3, 0)):
        _pools(collection)
    else:
        # TFS 2015: queues belong to the collection and show no pool (seed page)
        collection.queues = [Queue(1, "default", None, None), Queue(2, "Hosted", None, None)]
    for queue in collection.queues:
        collection.took_id("queue", queue.id)
    _endpoints(collection)
    if profile.knows((4, 0)):
        _variable_groups(collection)
    collection.tasks = tasks()
    if profile.knows((3, 0)):
        collection.task_groups = task_groups(FABRIKAM)


def _projects(collection: Collection) -> None:
    collection.projects = {
        FABRIKAM: Project(FABRIKAM, "Fabrikam-Fiber-Git", "Git projects"),
        UNI: Project(UNI, "Ünï Project", revision=17),
    }
    master = "refs/heads/master"
    collection.repositories = [
        Repository(FABRIKAM_REPOSITORY, "Fabrikam-Fiber-Git", FABRIKAM, master),
        Repository(guid("repository", "website"), "website", FABRIKAM),
        Repository(guid("repository", "tools"), "tools", FABRIKAM),
        Repository(guid("repository", "uni"), "Ünï Project", UNI),
        Repository(guid("repository", "uni", "website"), "website", UNI),
        Repository(guid("repository", "uni", "my repo"), "my repo", UNI),
    ]


def _pools(collection: Collection) -> None:
    hosted = "Azure Pipelines" if collection.profile.hosted else "Hosted"
    collection.pools = [Pool(1, "Default"), Pool(9, hosted, hosted=True)]
    for start, project_id in ((0, FABRIKAM), (10, UNI)):
        for number, pool in enumerate(collection.pools, start + 1):
            collection.queues.append(Queue(number, pool.name, pool, project_id))


def _endpoints(collection: Collection) -> None:
    both = [FABRIKAM, UNI]

    def endpoint(name: str, kind: str, url: str, projects: list[str], **more: Any) -> Endpoint:
        return Endpoint(guid("endpoint", name, kind), name, kind, url, list(projects), **more)

    collection.endpoints = [
        endpoint("github-contoso", "github", "https://github.com/", both, scheme="PersonalAccessToken"),
        endpoint("ghe", "githubenterprise", "https://ghe.contoso.example/", [FABRIKAM]),
        endpoint("bitbucket", "bitbucket", "https://api.bitbucket.org/", [FABRIKAM]),
        endpoint("shared-name", "github", "https://github.com/", [FABRIKAM]),
        endpoint("shared-name", "git", "https://git.contoso.example/app.git", [FABRIKAM], scheme="UsernamePassword"),
    ]


def _variable_groups(collection: Collection) -> None:
    collection.variable_groups = [
        VariableGroup(
            collection.next_id("group"),
            "release-settings",
            [FABRIKAM, UNI],
            "Where releases go",
            variables={"feed": {"value": "https://feed.contoso.example"}, "ring": {"value": "canary"}},
        ),
        VariableGroup(
            collection.next_id("group"),
            "signing",
            [FABRIKAM],
            variables={
                "certificate": {"value": "contoso-2026"},
                "password": {"value": "emulator-group-secret", "isSecret": True},
            },
        ),
    ]
