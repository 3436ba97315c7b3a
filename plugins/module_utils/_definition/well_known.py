# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Names of what comes with every server, so that an id in a definition can be read as a name without a request.

Only used to read the server's own document: an id is never written because of these tables. Tasks and options that are
not here are asked for. Sources: real definitions (ids beside display names and inputs), api-facts §6; those that say a
major version, and the names of 333b11bd, ``Tasks/<name>V<major>/task.json`` of microsoft/azure-pipelines-tasks.
"""

from __future__ import annotations

#: task id -> its names, each with the major versions that bear it (none: all)
TASKS: dict[str, tuple[tuple[str, tuple[int, ...]], ...]] = {
    "0675668a-7bba-4ccb-901d-5ad6554ca653": (("PublishSymbols", ()),),
    "0b0f01ed-7dde-43ff-9cbb-e48954daf9b1": (("PublishTestResults", ()),),
    "1d341bb0-2106-458c-8422-d00bcea6512a": (("CopyPublishBuildArtifacts", ()),),
    "1e78dc1b-9132-4b18-9c75-0e7ecc634b74": (("Xcode", (5,)),),
    "2a7ebc54-c13e-490e-81a5-d7561ab7cd97": (("PublishCodeCoverageResults", (1,)),),
    "2c65196a-54fd-4a02-9be8-d9d1837b7c5d": (("NuGetToolInstaller", ()),),
    "2ff763a7-ce83-4e1f-bc89-0ae63477cebe": (("PublishBuildArtifacts", ()),),
    "31c75bbb-bcdf-4706-8d7c-4da6a1959bc2": (("NodeTool", (0,)),),
    "333b11bd-d341-40d9-afcf-b32d5ce6f23b": (("NuGetInstaller", (0,)), ("NuGetRestore", (1,)), ("NuGetCommand", (2,))),
    "521d1e15-f5fb-4b73-a93b-b2fe88a9a286": (("Grunt", (0,)),),
    "5541a522-603c-47ad-91fc-a4b1d163081b": (("DotNetCoreCLI", ()),),
    "5bfb729a-a7c8-4a78-a7c3-8d717bb7c13c": (("CopyFiles", ()),),
    "5e1e3830-fbfb-11e5-aab1-090c92bc4988": (("ExtractFiles", (1,)),),
    "6975e2d1-96d3-4afc-8a41-498b5d34ea19": (("DockerCompose", ()),),
    "6c731c3c-3c68-459a-a5c9-bde6e6595b5b": (("ShellScript", (2,)), ("Bash", (3,))),
    "71a9a2d3-a98a-4caa-96ab-affca411ecda": (("VSBuild", ()),),
    "7d831c3c-3c68-459a-a5c9-bde6e659596c": (("CMake", (1,)),),
    "8d8eebd8-2b94-4c97-85af-839254cc6da4": (("Gradle", (2,)),),
    "a433f589-fce1-4460-9ee6-44a624aeb1fb": (("DownloadBuildArtifacts", (0,)),),
    "ac4ee482-65da-4485-a532-7b085873e532": (("Maven", ()),),
    "b7e8b412-0437-4065-9371-edc5881de25b": (("DeleteFiles", ()),),
    "b82cfbe4-34f9-40f5-889e-c8842ca9dd9d": (("Gulp", ()),),
    "bfc8bf76-e7ac-4a8c-9a55-a944a9f632fd": (("BatchScript", ()),),
    "c6c4c611-aa2e-4a33-b606-5eaba2196824": (("MSBuild", ()),),
    "d8b84976-e99a-4b86-b885-4849694435b0": (("ArchiveFiles", ()),),
    "d9bafed4-0b18-4f58-968d-86655b4d2ce9": (("CmdLine", ()),),
    "e213ff0f-5d5c-4791-802d-52ea3e7be1f1": (("PowerShell", ()),),
    "e28912f1-0114-4464-802a-a3a35437fd16": (("Docker", ()),),
    "ef087383-ee5e-42c7-9a53-ab56c98420f9": (("VSTest", ()),),
    "fe47e961-9fa8-4106-8639-368c022d43ad": (("Npm", ()),),
}

#: build option id -> name; the others of api-facts §6 are INFERRED and so not here
OPTIONS: dict[str, str] = {"7c555368-ca64-4199-add6-9ebaf0b0137d": "MultiConfiguration"}

#: id -> name, where there is but one
NAMES: dict[str, str] = {
    **OPTIONS,
    **{identifier: names[0][0] for identifier, names in TASKS.items() if len(names) == 1},
}


def task_names(task_id: str, version_spec: str) -> list[str]:
    """The names of a task at a version such as ``2.*``; none if it is not known, or bears several at ``*``."""
    major = str(version_spec).partition(".")[0]
    names = TASKS.get(str(task_id).lower(), ())
    return [name for name, majors in names if not majors or (major.isdecimal() and int(major) in majors)]
