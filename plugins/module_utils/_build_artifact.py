# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The work of the module `build_artifact`."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_absence import Absence, removed_files
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_files import select
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_links import public, secrets_in
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_presence import Outcome, Presence
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_record import WAYS, Wanted, wanted
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_upload import (
    CHUNK_SIZES,
    CONCURRENCIES,
    Content,
    Settings,
    container_id_of,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._artifacts import Artifacts
from ansible_collections.azdo.pipelines.plugins.module_utils._builds import BUILD_RULES, BUILD_SPEC, Builds, reference
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.limits import refusal
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.yaml_text import as_yaml
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._module import Run, run_module
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

Document = dict[str, t.Any]

_SOURCE_SINCE = ApiVersion(5, 1)

ARTIFACT_SPEC: dict[str, dict[str, t.Any]] = {
    **BUILD_SPEC,
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "name": {"type": "str", "required": True},
    "type": {"type": "str"},
    "data": {"type": "str"},
    "properties": {"type": "dict"},
    "source": {"type": "str"},
    "path": {"type": "str"},
    "git_ref": {"type": "str"},
    "tfvc_path": {"type": "str"},
    "container": {"type": "dict", "options": {"id": {"type": "int"}, "folder": {"type": "str"}}},
    "src": {"type": "list", "elements": "path"},
    "compress": {"type": "bool", "default": False},
    "chunk_size": {"type": "bytes", "default": "8M"},
    "concurrency": {"type": "int", "default": 4},
    "on_conflict": {"type": "str", "default": "fail", "choices": ["fail", "rename", "keep"]},
    "remove_content": {"type": "bool", "default": False},
}

ARTIFACT_RULES: dict[str, t.Any] = {
    **BUILD_RULES,
    "mutually_exclusive": [
        *BUILD_RULES["mutually_exclusive"],
        ("data", "path", "git_ref", "tfvc_path", "container"),
        ("data", "path", "git_ref", "tfvc_path", "src"),
        ("type", "path", "git_ref", "tfvc_path"),
    ],
    "required_if": [("state", "present", WAYS, True)],
}


def run_build_artifact() -> None:
    """Run the module."""
    run_module(ARTIFACT_SPEC, ensure_artifact, **ARTIFACT_RULES)


def ensure_artifact(run: Run) -> Document:
    """Make one artifact be there, or not, as the task states it; the result of the module."""
    if not run.options["name"].strip():
        raise OptionError("name", "is empty", "Give the artifact a name.")
    return _absent(run) if run.options["state"] == "absent" else _present(run)


def _present(run: Run) -> Document:
    options = run.options
    if options["remove_content"]:
        raise OptionError("remove_content", "goes with state absent only", "Leave it out.")
    stated = wanted(options)
    run.hide(secrets_in([stated.data, stated.properties]))
    settings = Settings(
        _between("chunk_size", options["chunk_size"], CHUNK_SIZES),
        _between("concurrency", options["concurrency"], CONCURRENCIES),
        options["compress"],
    )
    files = select(options["src"]) if stated.uploads else []
    if stated.source is not None and run.client.api_version() < _SOURCE_SINCE:
        raise refusal("source", "it cannot be held", run.client.api_version(), _SOURCE_SINCE)
    build = Builds(run.client).find(options)
    container_id = _container_id(run, stated, build)
    content = None
    if stated.uploads and container_id is not None:
        content = Content(run.client, build, container_id, files, settings, _progress(run))
    presence = Presence(
        Artifacts(run.client),
        build,
        stated,
        container_id=container_id,
        content=content,
        on_conflict=options["on_conflict"],
        check_mode=run.check_mode,
        hide=run.hide,
    )
    outcome = presence.converge()
    for warning in outcome.warnings:
        run.warn(warning)
    return _result(outcome, build, content, run.check_mode)


def _container_id(run: Run, stated: Wanted, build: Document) -> int | None:
    """The container that the artifact's content is in; None for artifacts whose data is stated."""
    if stated.data is not None or stated.place is None:
        return None
    return stated.place.id or container_id_of(run.client, build)


def _progress(run: Run) -> t.Callable[[str], None]:
    """A line per file in the system log, with -v: modules cannot show anything before they end."""
    return run.log if run.verbosity else lambda text: None


def _result(outcome: Outcome, build: Document, content: Content | None, check_mode: bool) -> Document:
    to_send = outcome.plan.to_send if outcome.plan and check_mode else ()
    return {
        "changed": outcome.action != "none",
        "action": outcome.action,
        "name": outcome.artifact.get("name") or outcome.name,
        "artifact": public(outcome.artifact),
        "build": reference(build),
        "conflicts": outcome.conflicts,
        "diff": {"before": as_yaml(outcome.before), "after": as_yaml(outcome.after)},
        **(content.result(to_send) if content else _nothing_sent()),
    }


def _nothing_sent() -> Document:
    return {"files": [], "files_sent": 0, "files_unchanged": 0, "bytes_sent": 0}


def _absent(run: Run) -> Document:
    build = Builds(run.client).find(run.options)
    absence = Absence(run.client, build, check_mode=run.check_mode)
    name = run.options["name"].strip()
    artifact = absence.find(name)
    removed: dict[str, int] = {}
    if artifact is not None:
        run.hide(secrets_in(artifact))
        if not run.options["remove_content"]:
            raise absence.refusal(artifact)
        removed = absence.remove_content(artifact)
        run.warn(
            f"The record of artifact '{artifact.get('name')}' stays: the service has no call that removes it. "
            "It goes with its build."
        )
    return {
        "changed": bool(removed),
        "action": "remove_content" if removed else "none",
        "name": name,
        "artifact": public(artifact),
        "build": reference(build),
        "conflicts": [],
        "diff": {"before": as_yaml({"files": removed}) if removed else "", "after": ""},
        **_nothing_sent(),
        "files": removed_files(removed),
    }


def _between(option: str, value: int, limits: tuple[int, int]) -> int:
    least, most = limits
    if not least <= value <= most:
        raise OptionError(option, f"{value} is out of range", f"It goes from {least} to {most}.")
    return value
