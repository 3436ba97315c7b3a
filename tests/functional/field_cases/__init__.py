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
    "create_folder": "what is done before a write",
    "document": "any member at once: it has tests of its own",
    "update_secrets": "when a secret is written: it has tests of its own",
    "secrets_key": "what fingerprints of secrets are made with",
    "comment": "of the revision, not of the definition; never compared",
    "revision": "which revision is meant",
    "repository": "its members are the fields",
    "triggers": "its members are the fields",
    "options[]": "",
}
