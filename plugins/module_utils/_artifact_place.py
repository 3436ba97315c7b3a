# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""What the record of an artifact says of the place of its content. Pure."""

from __future__ import annotations

import re
import typing as t
from urllib.parse import unquote

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import safe_path

Document = dict[str, t.Any]

_CONTAINER = re.compile(r"#/(?P<id>[0-9]{1,18})(?:/(?P<folder>.*))?", re.DOTALL)


def kind(artifact: Document) -> str:
    """The type in lower case."""
    return str((artifact.get("resource") or {}).get("type") or "").lower()


def data_of(artifact: Document) -> str:
    """The data."""
    return str((artifact.get("resource") or {}).get("data") or "")


def container_in(artifact: Document) -> tuple[int, str] | None:
    """Container and folder ('' for its root) of an artifact of type Container, whose data is `#/123/drop`.

    None for other types and data.
    """
    found = _CONTAINER.fullmatch(data_of(artifact).replace("\\", "/").strip())
    if not found or kind(artifact) != "container":
        return None
    return int(found["id"]), (found["folder"] or "").strip("/")


def container_of(artifact: Document) -> tuple[int, str]:
    """As `container_in`, for an artifact of type Container. Raises `AzdoError` when its data names none."""
    found = container_in(artifact)
    if found is None:
        raise AzdoError(
            f"Artifact '{artifact.get('name')}' is of type Container, and its data '{data_of(artifact)}' names none",
            hint="It should be like '#/123/drop'.",
        )
    return found


def share_of(artifact: Document, mounts: t.Mapping[str, str]) -> tuple[str, str]:
    """The mounted folder that holds an artifact of type FilePath, and the artifact's path below it.

    `mounts`: folders of this machine by share. Raises `OptionError` when none of them holds it.
    """
    data = data_of(artifact)
    path = _plain(data)
    fitting = [
        (share, folder)
        for share, folder in ((_plain(share), folder) for share, folder in mounts.items())
        if path.lower() == share.lower() or path.lower().startswith(share.lower() + "/")
    ]
    if not fitting:
        raise OptionError(
            "share_mounts",
            f"artifact '{artifact.get('name')}' is of type FilePath, and its data '{data}' lies in no share given here",
            "Mount the share where the module runs, and give share and folder.",
        )
    share, folder = max(fitting, key=lambda pair: len(pair[0]))
    rest = path[len(share) :].strip("/")
    return folder, safe_path(rest, f"The data of artifact '{artifact.get('name')}'") if rest else ""


def _plain(path: str) -> str:
    r"""`\\server\share`, `//server/share` and `file://server/share` in one form."""
    if path.lower().startswith("file:"):
        path = unquote(path[5:])
    path = path.replace("\\", "/")
    body = path.strip("/")
    # file:///mnt/drop and /mnt/drop are one; //server/share and file:////server/share are another
    lead = len(path) - len(path.lstrip("/"))
    return ("//" if lead in (2, 4) else "/" if lead else "") + body


def refusal(artifact: Document) -> AzdoError:
    """Why an artifact of another type cannot be downloaded, and what holds its content."""
    resource = artifact.get("resource") or {}
    where = {
        "versioncontrol": "The content lies in TFVC: get it with a workspace.",
        "tfvclabel": "It is a label of TFVC: get its files with a workspace.",
        "gitref": "It is a ref of a Git repository: check it out with ansible.builtin.git.",
        "symbolstore": "It is a symbol store: copy it from the share, or point the debugger to it.",
        "symbolrequest": "It is a request to the symbol server: the debugger gets the symbols by it.",
    }.get(kind(artifact), "Leave dest out to read the record alone.")
    return AzdoError(
        f"Artifact '{artifact.get('name')}' is of type {resource.get('type')}, which cannot be downloaded; its data is "
        f"'{resource.get('data')}'",
        hint=f"Container, PipelineArtifact and FilePath can. {where}",
        code="invalid_request",
    )
