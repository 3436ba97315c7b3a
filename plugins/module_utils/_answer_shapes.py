# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""What the service's answers must look like, route by route; checked in one place, before anything reads them.

Only what the code relies on is said here (api-facts §1.4, §2); whatever else an answer holds is taken as it is.
"""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.document_shape import DEFINITION_SHAPE, Moment
from ansible_collections.azdo.pipelines.plugins.module_utils._shape import (
    NUMBER,
    SCALAR,
    TEXT,
    Listed,
    Members,
    Misfit,
    Named,
    Shape,
)

_PROJECT = Members(id=TEXT, name=TEXT)
_NUMBERED = Members(("id",), id=NUMBER, name=TEXT, type=SCALAR)
_IDENTIFIED = Members(("id",), id=TEXT, name=TEXT, type=TEXT)
_TASK = Members(("id",), id=TEXT, name=TEXT, version=Members(major=NUMBER))
_BUILD = Members(
    ("id",),
    id=NUMBER,
    buildNumber=TEXT,
    uri=TEXT,
    status=SCALAR,
    result=SCALAR,
    sourceBranch=TEXT,
    finishTime=Moment(),
    deleted=SCALAR,
    keepForever=SCALAR,
    retainedByRelease=SCALAR,
    tags=Listed(SCALAR),
    definition=Members(id=NUMBER, name=TEXT, path=TEXT),
    project=_PROJECT,
)
_OPTION_INPUT = Members(name=TEXT, type=SCALAR, defaultValue=SCALAR)

#: what one item of a route is: that which is asked for by its id, or an element of the route's list
_ITEMS: dict[str, Shape] = {
    "definitions": DEFINITION_SHAPE,
    "definition_revisions": Members(revision=NUMBER),
    "definition_templates": Members(("id",), id=SCALAR, name=TEXT, template=DEFINITION_SHAPE.without("id")),
    "folders": Members(path=TEXT),
    "build_options": Members(("id",), id=TEXT, name=TEXT, ordinal=NUMBER, inputs=Listed(_OPTION_INPUT)),
    "builds": _BUILD,
    "artifacts": Members(
        ("name",),
        name=TEXT,
        source=SCALAR,
        resource=Members(type=TEXT, data=TEXT, url=TEXT, downloadUrl=TEXT, properties=Named(SCALAR)),
    ),
    "pipeline_artifacts": Members(signedContent=Members(url=TEXT)),
    "containers": Members(
        id=NUMBER,
        artifactUri=TEXT,
        path=TEXT,
        itemType=SCALAR,
        status=SCALAR,
        fileLength=NUMBER,
        contentId=TEXT,
        dateLastModified=TEXT,
    ),
    "retention_leases": Members(
        leaseId=NUMBER, runId=NUMBER, definitionId=NUMBER, ownerId=TEXT, validUntil=TEXT, protectPipeline=SCALAR
    ),
    "build_queues": _NUMBERED,
    "queues": _NUMBERED,
    "variable_groups": _NUMBERED,
    "service_endpoints": _IDENTIFIED,
    "service_endpoints_before_2018_2": _IDENTIFIED,
    "tasks": _TASK,
    "task_groups": _TASK,
    "git_repositories": Members(("id",), id=TEXT, name=TEXT, defaultBranch=TEXT, project=_PROJECT),
}
_ANY_OBJECT = Members()


def item_of(route: str, data: t.Any) -> t.Any:
    """`data`, if it is an item of the route, or nothing at all. Raises `Misfit`."""
    _ITEMS.get(route, _ANY_OBJECT).check(data)
    return data


def items_of(route: str, data: t.Any) -> list[t.Any]:
    """The items of a list answer. Raises `Misfit`.

    The service wraps every list, so a bare one is somebody else's: an empty one would say that there is nothing, and
    what is there would be created again. Servers may say null for none, with a count that says so too (toolchain §7).
    """
    if not isinstance(data, dict) or "value" not in data:
        raise Misfit("the answer", "is not a list with a count" if isinstance(data, list) else "is not a list")
    items = data["value"]
    if items is None and data.get("count") == 0 and not isinstance(data["count"], bool):
        return []
    if not isinstance(items, list):
        raise Misfit("the answer", "is not a list")
    Listed(_ITEMS.get(route, _ANY_OBJECT)).check(items)
    return items
