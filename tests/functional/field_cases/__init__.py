# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every option of `build_definition` that states a member of the definition, with values, products and effects."""

from __future__ import annotations

from .case import Field
from .process import PROCESS
from .repository import REPOSITORY
from .top_level import TOP_LEVEL
from .triggers import TRIGGERS

FIELDS: list[Field] = [*TOP_LEVEL, *REPOSITORY, *PROCESS, *TRIGGERS]

#: options without a case of their own, and why
NOT_FIELDS = {
    "state": "whether there is a definition at all",
    "id": "which definition is meant",
    "revision": "which revision is meant",
    "create_folder": "what is done before a write",
    "restore": "what is done with a deleted definition",
    "rollback_to": "says where the rest of the definition comes from; see test_history_rollback",
    "release_retained": "what is done before a delete",
    "clone_from": "what a new definition starts from",
    "clone_from.definition": "what a new definition starts from",
    "clone_from.path": "what a new definition starts from",
    "clone_from.project": "what a new definition starts from",
    "clone_from.revision": "what a new definition starts from",
    "template": "what a new definition starts from",
    "document": "any member at once",
    "document_src": "any member at once",
    "update_secrets": "when a secret is written",
    "secrets_key": "what fingerprints of secrets are made with",
    "properties": "kept beside the definition, in a resource of its own",
    "comment": "says something about the revision, not about the definition, and is never compared",
}
