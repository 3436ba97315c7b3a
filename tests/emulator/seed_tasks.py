# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks and task groups that a new collection has installed. GUIDs are the well-known ones where seeds or corpus
show them."""

from __future__ import annotations

import uuid
from typing import Any

from .state import Task, TaskGroup


def _guid(*names: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "emulator/task/" + "/".join(names)))


def _input(name: str, label: str, default: str = "", required: bool = False, kind: str = "string") -> dict[str, Any]:
    return {"name": name, "label": label, "defaultValue": default, "required": required, "type": kind, "options": {}}


_ROWS: tuple[tuple[str, str, str, list[tuple[int, int, int]], list[dict[str, Any]]], ...] = (
    (
        "71a9a2d3-a98a-4caa-96ab-affca411ecda",
        "VSBuild",
        "Visual Studio build",
        [(1, 205, 0)],
        [
            _input("solution", "Solution", "**\\*.sln", True),
            _input("platform", "Platform"),
            _input("configuration", "Configuration"),
            _input("clean", "Clean", "false", kind="boolean"),
        ],
    ),
    (
        "ef087383-ee5e-42c7-9a53-ab56c98420f9",
        "VSTest",
        "Visual Studio Test",
        [(1, 205, 0), (2, 205, 0), (3, 205, 0)],
        [_input("testAssembly", "Test assembly", "**\\*test*.dll", True)],
    ),
    (
        "c6c4c611-aa2e-4a33-b606-5eaba2196824",
        "MSBuild",
        "MSBuild",
        [(1, 205, 0)],
        [_input("solution", "Project", "**/*.sln", True)],
    ),
    (
        "d9bafed4-0b18-4f58-968d-86655b4d2ce9",
        "CmdLine",
        "Command line",
        [(1, 2, 3), (2, 205, 0)],
        [_input("script", "Script", "echo Write your commands here", True)],
    ),
    (
        "e213ff0f-5d5c-4791-802d-52ea3e7be1f1",
        "PowerShell",
        "PowerShell",
        [(1, 2, 3), (2, 205, 0)],
        [
            _input("targetType", "Type", "filePath"),
            _input("script", "Script"),
            _input("errorActionPreference", "ErrorActionPreference", "stop"),
        ],
    ),
    (
        "6c731c3c-3c68-459a-a5c9-bde6e6595b5b",
        "Bash",
        "Bash",
        [(2, 205, 0), (3, 205, 0)],
        [_input("targetType", "Type", "filePath"), _input("script", "Script")],
    ),
    (
        "5541a522-603c-47ad-91fc-a4b1d163081b",
        "DotNetCoreCLI",
        ".NET Core",
        [(0, 4, 2), (1, 0, 1), (2, 205, 0)],
        [_input("command", "Command", "build", True), _input("projects", "Path to project(s)")],
    ),
    # three names of one id, as the vendor published them
    (
        "333b11bd-d341-40d9-afcf-b32d5ce6f23b",
        "NuGetInstaller",
        "NuGet Installer",
        [(0, 2, 30)],
        [_input("solution", "Path to solution or packages.config", "**/*.sln", True)],
    ),
    (
        "333b11bd-d341-40d9-afcf-b32d5ce6f23b",
        "NuGetRestore",
        "NuGet Restore",
        [(1, 0, 9)],
        [_input("solution", "Path to solution, packages.config, or project.json", "**/*.sln", True)],
    ),
    (
        "333b11bd-d341-40d9-afcf-b32d5ce6f23b",
        "NuGetCommand",
        "NuGet",
        [(2, 205, 0)],
        [_input("command", "Command", "restore", True)],
    ),
    (
        "2ff763a7-ce83-4e1f-bc89-0ae63477cebe",
        "PublishBuildArtifacts",
        "Publish build artifacts",
        [(1, 205, 0)],
        [
            _input("PathtoPublish", "Path to publish", "$(Build.ArtifactStagingDirectory)", True),
            _input("ArtifactName", "Artifact name", "drop", True),
            _input("ArtifactType", "Location", "Container", True),
        ],
    ),
    (
        "5bfb729a-a7c8-4a78-a7c3-8d717bb7c13c",
        "CopyFiles",
        "Copy files",
        [(1, 1, 4), (2, 205, 0)],
        [
            _input("SourceFolder", "Source Folder"),
            _input("Contents", "Contents", "**", True),
            _input("TargetFolder", "Target Folder", "", True),
        ],
    ),
    (
        "0675668a-7bba-4ccb-901d-5ad6554ca653",
        "PublishSymbols",
        "Index sources and publish symbols",
        [(1, 2, 3), (2, 205, 0)],
        [],
    ),
    (
        "1d341bb0-2106-458c-8422-d00bcea6512a",
        "CopyPublishBuildArtifacts",
        "Copy and Publish Build Artifacts",
        [(1, 0, 45)],
        [],
    ),
    ("d8b84976-e99a-4b86-b885-4849694435b0", "ArchiveFiles", "Archive files", [(1, 1, 3), (2, 205, 0)], []),
    ("ac4ee482-65da-4485-a532-7b085873e532", "Maven", "Maven", [(1, 2, 3), (2, 205, 0), (3, 205, 0)], []),
    ("b7e8b412-0437-4065-9371-edc5881de25b", "DeleteFiles", "Delete files", [(1, 205, 0)], []),
    ("fe47e961-9fa8-4106-8639-368c022d43ad", "Npm", "npm", [(0, 2, 27), (1, 205, 0)], []),
    (
        "0b0f01ed-7dde-43ff-9cbb-e48954daf9b1",
        "PublishTestResults",
        "Publish Test Results",
        [(1, 0, 49), (2, 205, 0)],
        [],
    ),
    ("6975e2d1-96d3-4afc-8a41-498b5d34ea19", "DockerCompose", "Docker Compose", [(0, 4, 19), (1, 205, 0)], []),
    ("e28912f1-0114-4464-802a-a3a35437fd16", "Docker", "Docker", [(0, 3, 12), (1, 205, 0), (2, 205, 0)], []),
)


def tasks() -> list[Task]:
    """The installed tasks; two custom ones share a name."""
    result = [Task(task_id, name, label, versions, inputs=inputs) for task_id, name, label, versions, inputs in _ROWS]
    for publisher in ("contoso", "fabrikam"):
        result.append(
            Task(
                _guid("Deploy", publisher),
                "Deploy",
                f"Deploy with {publisher}",
                [(1, 0, 0), (2, 1, 0)],
                "Deploy",
                publisher,
                [_input("target", "Target", "staging", True)],
            )
        )
    return result


def task_groups(project_id: str) -> list[TaskGroup]:
    """Some task groups; one has two versions."""
    step = {
        "displayName": "Say it",
        "enabled": True,
        "task": {"id": "d9bafed4-0b18-4f58-968d-86655b4d2ce9", "versionSpec": "2.*", "definitionType": "task"},
        "inputs": {"script": "echo $(message)"},
    }
    message = [_input("message", "message", "hello", True)]
    return [
        TaskGroup(
            _guid("group", "build-and-test"), "build-and-test", project_id, [(1, 0, 0), (2, 0, 0)], [step], message
        ),
        TaskGroup(_guid("group", "sign"), "sign", project_id, [(1, 0, 0)], [step], message),
        TaskGroup(_guid("group", "Ünï steps"), "Ünï steps", project_id, [(1, 0, 0)], [step], message),
    ]
