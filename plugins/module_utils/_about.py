# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""What the collection says about itself on the wire."""

from __future__ import annotations

#: Kept equal to `version` of galaxy.yml by a unit test: galaxy.yml is not shipped with a running module.
COLLECTION_VERSION = "1.0.0"
USER_AGENT = f"azdo.pipelines/{COLLECTION_VERSION}"
