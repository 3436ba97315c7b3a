# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

from __future__ import annotations


class ModuleDocFragment:
    """Options that say which build is meant, in step with `BUILD_SPEC` of module_utils/_builds.py."""

    DOCUMENTATION = r"""
options:
  build_id:
    description:
      - The id of the build. Inside a job of Azure Pipelines it is the variable C(Build.BuildId).
      - Either this or O(definition) is needed.
    type: int
  definition:
    description:
      - Name or number of the definition whose build is meant. Digits are taken for the number.
      - It needs O(build_number) or O(latest).
    type: str
  definition_path:
    description:
      - The folder of O(definition), such as V(team/web). Needed when several folders have a definition of that name.
    type: str
  build_number:
    description:
      - The number of the build as people see it, such as V(20261121.3). It is compared as a whole.
    type: str
  latest:
    description:
      - The newest build of O(definition), namely the one that was queued last of those that all of these hold for.
        V({}) is the newest of all, finished or not.
    type: dict
    suboptions:
      branch:
        description:
          - The branch that was built, such as V(main) or V(refs/pull/3/merge).
        type: str
      result:
        description:
          - The result of the build.
        type: str
        choices:
          - succeeded
          - partially_succeeded
          - failed
          - canceled
      tags:
        description:
          - Tags that the build must all have.
        type: list
        elements: str
"""
