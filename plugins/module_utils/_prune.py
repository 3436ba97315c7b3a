# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Removing what a set does not declare in a folder: never outside of it, never more than allowed."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._converge import Converger
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.batch import Entry, is_under
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement, check_folder
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.nodes import folder_path
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._set_jobs import Document, Job, full_name

Options = t.Mapping[str, t.Any]

PRUNE_SPEC: dict[str, t.Any] = {
    "path": {"type": "str", "required": True},
    "subfolders": {"type": "bool", "default": True},
    "max_deletions": {"type": "int", "default": 10},
    "release_retained": {"type": "bool", "default": False},
    "allow_empty": {"type": "bool", "default": False},
}


def check_prune(options: Options, declared: int) -> None:
    """Refuse what makes no sense, before anything is read. ``declared``: how many definitions the task lists.

    :raises OptionError: naming the option.
    """
    if not str(options["path"]).strip():
        raise OptionError("prune.path", "it is empty", r"Give a folder; '\' is the whole project.")
    check_folder("prune.path", options["path"])
    if not declared and not options["allow_empty"]:
        # a misspelt variable or an empty lookup looks like this, and a deletion takes all builds along
        raise OptionError(
            "prune",
            f"definitions is empty, so everything in '{folder_path(options['path'])}' would be deleted with its builds",
            "Nothing was sent. Give the list, or say allow_empty: true if that is meant.",
        )
    most = options["max_deletions"]
    if most < 0:
        raise OptionError("prune.max_deletions", f"{most} is less than none", "0 forbids deletions.")


def prune_jobs(options: Options, undeclared: t.Sequence[Document]) -> list[Job]:
    """The jobs that delete what is not declared.

    :raises OptionError: listing all of them, where they are more than may be deleted. Nothing was written.
    """
    most = options["max_deletions"]
    if len(undeclared) > most:
        names = ", ".join(f"'{full_name(item['path'], item['name'])}' (id {item['id']})" for item in undeclared)
        raise OptionError(
            "prune.max_deletions",
            f"{len(undeclared)} definitions in '{folder_path(options['path'])}' are not declared, and at most {most} "
            f"may be deleted: {names}",
            "Nothing was written. Declare them, or raise max_deletions if all of them may go.",
        )
    return [Job(Entry(-1, _absent(item, options)), chosen=dict(item), pruned=True) for item in undeclared]


def prune(job: Job, options: Options, converger: Converger, definitions: Definitions) -> None:
    """Delete one definition that is not declared; what has left the folder meanwhile stays.

    The definition is read again first: minutes may have passed since the list, and a deletion takes all builds along.
    """
    try:
        document = definitions.get(job.entry.stated.id or 0)
        if document is not None and not is_under(document.get("path"), options["path"], options["subfolders"]):
            job.skipped = f"somebody moved it to '{folder_path(document.get('path'))}' meanwhile"
            return
        job.outcome = converger.apply(converger.planner.prepare(job.entry.stated, document))
    except AzdoError as error:
        job.error = error


def _absent(item: Document, options: Options) -> Statement:
    return Statement(
        document={},
        state="absent",
        id=item["id"],
        name=item["name"],
        path=folder_path(item["path"]),
        release_retained=options["release_retained"],
    )
