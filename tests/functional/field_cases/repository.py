# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The members of `repository`."""

from __future__ import annotations

import json
from typing import Any

from .case import ANY, GONE, Field, Options, connection


def _property(option: str, a: Any, b: Any, member: str, texts: tuple[str, str], **more: Any) -> Field:
    return Field(f"repository.{option}", a, b, {f"repository.properties.{member}": texts}, **more)


def _mapped(*mappings: tuple[str, str, str | None]) -> list[Options]:
    return [
        {"server_path": path, "mapping_type": kind, **({"local_path": local} if local else {})}
        for path, kind, local in mappings
    ]


def _text(*mappings: tuple[str, str, str | None]) -> str:
    """The JSON text that the service keeps for mappings (api-facts §2.6)."""
    entries = [
        {"serverPath": path, "mappingType": kind, **({"localPath": local} if local else {})}
        for path, kind, local in mappings
    ]
    return json.dumps({"mappings": entries}, separators=(",", ":"))


def _moved(kind: str, name: str, url: str, service: tuple[str, str]) -> Field:
    """From Azure Repos to a repository of another kind."""

    there: Options = {"type": kind, "name": name, "url": url, "service_connection": connection(*service)}
    if kind == "GitHub":
        del there["url"]
    return Field(
        "repository.type",
        {"repository": {"type": "TfsGit", "name": "website"}},
        {"repository": there},
        {
            "repository.type": ("TfsGit", kind),
            "repository.name": ("website", name),
            "repository.id": (lambda world: repository_id("website"), name),
            "repository.url": (ANY, url),
            "repository.properties": (ANY, ANY),
        },
        whole=True,
        variant=kind,
    )


def repository_id(*names: str) -> str:
    """The GUID of an Azure Repos repository that every collection of the emulator begins with."""
    from emulator.seed import guid

    return guid("repository", *names)


MAIN = ("$/Fabrikam/Main", "map", "\\main")
FEATURE = ("$/Fabrikam/Feature", "map", "\\main")
HIDDEN = ("$/Fabrikam/Main/Docs", "cloak", None)


def _mappings(option: str, a: Any, b: Any, before: Any, after: Any, **more: Any) -> Field:
    member = {"repository.properties.tfvcMapping": (_text(*before), _text(*after))}
    beside = {"repository": {"mappings": _mapped(MAIN)}}
    return Field(f"repository.mappings{option}", a, b, member, base="tfvc", beside=beside, **more)


REPOSITORY = [
    _moved("GitHub", "contoso/tools", "https://github.com/contoso/tools.git", ("github-contoso", "github")),
    _moved(
        "GitHubEnterprise",
        "contoso/tools",
        "https://ghe.contoso.example/contoso/tools.git",
        ("ghe", "githubenterprise"),
    ),
    _moved("Bitbucket", "contoso/tools", "https://bitbucket.org/contoso/tools.git", ("bitbucket", "bitbucket")),
    _moved("Git", "app", "https://git.contoso.example/app.git", ("shared-name", "git")),
    _moved("Svn", "app", "https://svn.contoso.example/app", ("shared-name", "git")),
    Field(
        "repository.type",
        {"repository": {"type": "TfsGit", "name": "website"}},
        {"repository": {"type": "TfsVersionControl", "name": "Fabrikam-Fiber-Git"}},
        {
            "repository.type": ("TfsGit", "TfsVersionControl"),
            "repository.name": ("website", "Fabrikam-Fiber-Git"),
            "repository.id": (ANY, "$/"),
            "repository.rootFolder": (GONE, "$/Fabrikam-Fiber-Git"),
            "repository.url": (ANY, GONE),
        },
        base="steps",
        whole=True,
        variant="TfsVersionControl",
    ),
    Field(
        "repository.name",
        "website",
        "tools",
        {
            "repository.name": ("website", "tools"),
            "repository.id": (lambda world: repository_id("website"), lambda world: repository_id("tools")),
            "repository.url": (ANY, ANY),
        },
    ),
    Field(
        "repository.id",
        {"repository": {"name": None, "id": repository_id("website")}},
        {"repository": {"name": None, "id": repository_id("tools")}},
        {
            "repository.id": (repository_id("website"), repository_id("tools")),
            "repository.name": ("website", "tools"),
            "repository.url": (ANY, ANY),
        },
        whole=True,
    ),
    Field(
        "repository.project",
        {"repository": {"name": "website"}},
        {"repository": {"name": "website", "project": "Ünï Project"}},
        {"repository.id": (repository_id("website"), repository_id("uni", "website")), "repository.url": (ANY, ANY)},
        whole=True,
    ),
    Field(
        "repository.service_connection",
        "github-contoso",
        "shared-name",
        {
            "repository.properties.connectedServiceId": (
                connection("github-contoso", "github"),
                connection("shared-name", "github"),
            )
        },
        base="github",
        lookups=1,
    ),
    Field(
        "repository.service_connection",
        connection("github-contoso", "github"),
        connection("shared-name", "github"),
        {
            "repository.properties.connectedServiceId": (
                connection("github-contoso", "github"),
                connection("shared-name", "github"),
            )
        },
        base="github",
        variant="GUID",
    ),
    Field(
        "repository.default_branch",
        "refs/heads/main",
        "develop",
        {"repository.defaultBranch": ("refs/heads/main", "refs/heads/develop")},
        unset="",
    ),
    Field(
        "repository.url",
        "https://git.contoso.example/app.git",
        "https://git.contoso.example/new.git",
        {"repository.url": ("https://git.contoso.example/app.git", "https://git.contoso.example/new.git")},
        base="other git",
    ),
    Field(
        "repository.root_folder",
        "$/Fabrikam",
        "$/Fabrikam/Main",
        {"repository.rootFolder": ("$/Fabrikam", "$/Fabrikam/Main")},
        base="tfvc",
    ),
    Field(
        "repository.clean",
        "true",
        "$(Clean)",
        {"repository.clean": ("true", "$(Clean)")},
        unset=False,
        unset_holds="false",
    ),
    _property(
        "clean_options", "source_dir", "all_build_dir", "cleanOptions", ("2", "3"), unset="source", unset_holds="0"
    ),
    Field("repository.checkout_submodules", False, True, {"repository.checkoutSubmodules": (GONE, True)}, unset=False),
    _property(
        "checkout_nested_submodules",
        False,
        True,
        "checkoutNestedSubmodules",
        ("false", "true"),
        unset=False,
        unset_holds="false",
    ),
    _property("fetch_depth", 1, 15, "fetchDepth", ("1", "15"), unset=0, unset_holds="0"),
    _property("fetch_tags", True, False, "fetchTags", ("true", "false")),
    _property("git_lfs_support", False, True, "gitLfsSupport", ("false", "true"), unset=False, unset_holds="false"),
    _property("label_sources", 1, 6, "labelSources", ("1", "6"), unset=0, unset_holds="0"),
    _property(
        "label_sources_format",
        "$(rev:r)",
        "$(build.buildNumber)",
        "labelSourcesFormat",
        ("$(rev:r)", "$(build.buildNumber)"),
        unset="",
    ),
    _property("report_build_status", True, False, "reportBuildStatus", ("true", "false")),
    _property("skip_sync_source", False, True, "skipSyncSource", ("false", "true"), unset=False, unset_holds="false"),
    _property(
        "properties", {"customKey": "one"}, {"customKey": "two"}, "customKey", ("one", "two"), unset={"customKey": ""}
    ),
    _mappings(
        "", _mapped(MAIN), _mapped(MAIN, HIDDEN), [MAIN], [MAIN, HIDDEN], unset=[], unset_holds='{"mappings":[]}'
    ),
    _mappings("[].server_path", "$/Fabrikam/Main", "$/Fabrikam/Feature", [MAIN], [FEATURE]),
    _mappings("[].mapping_type", "map", "cloak", [MAIN], [("$/Fabrikam/Main", "cloak", None)]),
    _mappings("[].local_path", "\\main", "\\web", [MAIN], [("$/Fabrikam/Main", "map", "\\web")]),
]
