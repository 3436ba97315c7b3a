# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of builds (api-facts Annex A)."""

from __future__ import annotations

from .build_state import Build
from .builds import find, there
from .call import Answer, Call
from .errors import WrongVerb
from .lookups import wrapped
from .side_routes import refuse_special, texts, without


def get_tags(call: Call) -> Answer:
    return wrapped(list(find(call).tags))


def _set(build: Build, tags: list[str]) -> Answer:
    build.tags = list(dict.fromkeys(tag for tag in tags if tag))
    return wrapped(list(build.tags))


def add_tags(call: Call) -> Answer:
    build = find(call)
    new = texts(call.json("tags"))
    return _set(build, without(build.tags, new) + new)


def patch_tags(call: Call) -> Answer:
    """6.1 preview and later."""
    if call.version.pair < (6, 1):
        raise WrongVerb()
    build = find(call)
    body = call.object("updateParameters")
    kept = without(build.tags, texts(body.get("tagsToRemove") or []))
    new = texts(body.get("tagsToAdd") or [])
    return _set(build, without(kept, new) + new)


def put_tag(call: Call) -> Answer:
    build = find(call)
    refuse_special(call.args["tag"])
    return _set(build, [*without(build.tags, [call.args["tag"]]), call.args["tag"]])


def delete_tag(call: Call) -> Answer:
    build = find(call)
    refuse_special(call.args["tag"])
    return _set(build, without(build.tags, [call.args["tag"]]))


def project_tags(call: Call) -> Answer:
    return wrapped(sorted({tag for build in _living(call) for tag in build.tags}))


def delete_project_tag(call: Call) -> Answer:
    """Takes the tag from every build; 5.2 preview and later."""
    if call.version.pair < (5, 2):
        raise WrongVerb()
    refuse_special(call.args["tag"])
    for build in _living(call):
        build.tags = without(build.tags, [call.args["tag"]])
    return project_tags(call)


def _living(call: Call) -> list[Build]:
    return [item for item in call.collection.builds.values() if there(call, item) and not item.deleted]
