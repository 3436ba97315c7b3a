# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The work of the module `build_artifact_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_download import ArtifactDownload
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_links import public, secrets_in
from ansible_collections.azdo.pipelines.plugins.module_utils._artifacts import Artifacts
from ansible_collections.azdo.pipelines.plugins.module_utils._builds import BUILD_RULES, BUILD_SPEC, Builds, reference
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError, UnknownNameError
from ansible_collections.azdo.pipelines.plugins.module_utils._module import Run, run_module

Document = dict[str, t.Any]

MOST_AT_ONCE = 16
DOWNLOAD_OPTIONS = ("patterns", "share_mounts")

SPEC: dict[str, dict[str, t.Any]] = {
    **BUILD_SPEC,
    "name": {"type": "str"},
    "dest": {"type": "path"},
    "patterns": {"type": "list", "elements": "str"},
    "concurrency": {"type": "int", "default": 4},
    "max_size": {"type": "bytes", "default": "50G"},
    "share_mounts": {"type": "dict"},
}


def run_build_artifact_info() -> None:
    """Run the module."""
    required = {"dest": ("name",), **dict.fromkeys(DOWNLOAD_OPTIONS, ("dest",))}
    rules = {**BUILD_RULES, "required_by": {**BUILD_RULES["required_by"], **required}}
    run_module(SPEC, read_artifacts, **rules)


def read_artifacts(run: Run) -> dict[str, t.Any]:
    """Read the artifacts of a build, and download one where that is asked; the result of the module."""
    name, dest = run.options["name"], run.options["dest"]
    _check(run)
    build = Builds(run.client).find(run.options)
    artifacts = Artifacts(run.client)
    if name is None:
        found = artifacts.list(build["id"])
    else:
        one = artifacts.get(build["id"], name)
        found = [] if one is None else [one]
    run.hide(secrets_in(found))
    told: Document = {"changed": False}
    if dest is not None:
        if not found:
            raise _missing(artifacts.list(build["id"]), build, name)
        told = ArtifactDownload(run, build, found[0]).fetch()
    return {**told, "artifacts": [public(item) for item in found], "build": reference(build)}


def _check(run: Run) -> None:
    for option in ("name", "dest"):
        if run.options[option] is not None and not run.options[option].strip():
            raise OptionError(option, "is empty", "Leave it out, or say which.")
    if not 1 <= run.options["concurrency"] <= MOST_AT_ONCE:
        raise OptionError("concurrency", f"{run.options['concurrency']} is not from 1 to {MOST_AT_ONCE}")
    if run.options["max_size"] < 1:
        raise OptionError("max_size", f"{run.options['max_size']} is too small", "Give a size such as 10G.")


def _missing(there: list[Document], build: Document, name: str) -> UnknownNameError:
    names = ", ".join(f"'{item.get('name')}'" for item in there) or "none"
    return UnknownNameError(
        f"Build {build.get('buildNumber')} (id {build['id']}) has no artifact '{name}'",
        hint=f"Its artifacts are: {names}.",
    )
