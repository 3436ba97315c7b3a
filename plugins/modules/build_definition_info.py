#!/usr/bin/python

# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_definition_info
short_description: Read build definitions (pipelines) of Azure DevOps or TFS
version_added: 1.0.0
description:
  - Lists the build definitions of a project, reads one of them, at an older revision too, and its history.
  - What does not exist is an empty list, not an error.
  - XAML definitions of old servers are left out.
extends_documentation_fragment:
  - azdo.pipelines._attributes
  - azdo.pipelines._attributes.action_group
  - azdo.pipelines._attributes.info_module
  - azdo.pipelines._connection
options:
  name:
    description:
      - The name of the definitions. With a star at its end, all whose names begin so. Case does not matter.
      - Without O(name) and O(id) all definitions of the project are listed.
    type: str
  id:
    description:
      - The number of one definition.
    type: int
  path:
    description:
      - The folder of the definitions, such as V(team/web). Folders below it do not count.
    type: str
  revision:
    description:
      - The revision to read. It needs O(id), or a O(name) without a star.
    type: int
  history:
    description:
      - Whether the history is read too. It needs O(id), or a O(name) without a star.
    type: bool
    default: false
  include_all_properties:
    description:
      - Whether a list holds whole definitions. Without it, what a list holds is up to the server, mostly id, name,
        folder, queue and revision.
      - One definition by O(id), or with O(revision) or O(history), is always whole.
    type: bool
    default: false
requirements:
  - requests
seealso:
  - module: azdo.pipelines.build_definition
author:
  - The azdo.pipelines authors (@azdo)
"""

EXAMPLES = r"""
- name: All definitions of a project
  azdo.pipelines.build_definition_info:
    organization_url: https://dev.azure.com/contoso
    project: Fabrikam-Fiber-Git
  register: pipelines

- name: Whole definitions whose names begin with web
  azdo.pipelines.build_definition_info:
    project: Fabrikam-Fiber-Git
    name: web*
    include_all_properties: true

- name: One definition as it was at its first revision
  azdo.pipelines.build_definition_info:
    project: Fabrikam-Fiber-Git
    name: website
    revision: 1

- name: Who changed it when
  azdo.pipelines.build_definition_info:
    project: Fabrikam-Fiber-Git
    name: website
    history: true
"""

RETURN = r"""
definitions:
  description: The definitions in the terms of the REST API. Secret values are never in them.
  type: list
  elements: dict
  returned: success
  sample:
    - id: 29
      name: website
      path: '\web'
      revision: 3
history:
  description: The revisions of the definition, oldest first.
  type: list
  elements: dict
  returned: when O(history=true)
  sample:
    - revision: 1
      name: website
      changeType: add
      changedDate: '2026-07-16T19:47:20.12Z'
      comment: my first definition
failure:
  description: Why the task failed, for playbooks to test. See M(azdo.pipelines.build_definition).
  type: dict
  returned: failure
  sample:
    code: project_not_found
    status: 404
    type_key: ProjectDoesNotExistWithNameException
    message: 'TF200016: The following project does not exist: Fabrikam.'
    activity_id: 4bd2d8a3-5c4b-4b1f-8d3a-0f7a5f7c1c7e
    url: https://dev.azure.com/contoso/Fabrikam/_apis/build/definitions
"""

from ansible_collections.azdo.pipelines.plugins.module_utils._build_definition_info import run_build_definition_info


def main() -> None:
    """Run the module."""
    run_build_definition_info()


if __name__ == "__main__":
    main()
