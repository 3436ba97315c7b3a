#!/usr/bin/python

# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_options_info
short_description: Read the build options that Azure DevOps or TFS offers
version_added: 1.0.0
description:
  - Lists what a server offers to O(azdo.pipelines.build_definition#module:options), such as MultiConfiguration, with
    inputs, groups, defaults and allowed values.
  - What does not exist is an empty list, not an error.
extends_documentation_fragment:
  - azdo.pipelines._attributes
  - azdo.pipelines._attributes.action_group
  - azdo.pipelines._attributes.info_module
  - azdo.pipelines._connection
options:
  name:
    description:
      - The name of one build option. Case does not matter.
    type: str
  id:
    description:
      - The GUID of one build option.
    type: str
requirements:
  - requests
seealso:
  - module: azdo.pipelines.build_definition
author:
  - The azdo.pipelines authors (@azdo)
"""

EXAMPLES = r"""
- name: What the server offers
  azdo.pipelines.build_options_info:
    project: Fabrikam-Fiber-Git
  register: offered

- name: What MultiConfiguration takes
  azdo.pipelines.build_options_info:
    project: Fabrikam-Fiber-Git
    name: MultiConfiguration
  register: multi

- name: Use it, with its defaults but for the multipliers
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: website-matrix
    repository:
      name: website
    queue: Default
    steps:
      - task: VSBuild@1
        inputs:
          solution: website.sln
    options:
      - "{{ multi.usage[0].option | combine({'inputs': {'multipliers': ['config', 'platform']}}, recursive=true) }}"
"""

RETURN = r"""
options:
  description: The build options in the terms of the REST API, in the order in which the server shows them to people.
  type: list
  elements: dict
  returned: success
  sample:
    - id: 7c555368-ca64-4199-add6-9ebaf0b0137d
      name: MultiConfiguration
      description: Continue running other configurations on failure
      ordinal: 100
      groups: []
      inputs:
        - name: parallel
          label: Parallel
          type: boolean
          required: true
          defaultValue: 'false'
usage:
  description: What M(azdo.pipelines.build_definition) needs to use them, in the same order.
  type: list
  elements: dict
  returned: success
  contains:
    id:
      description: The GUID of the build option.
      type: str
      returned: always
      sample: 7c555368-ca64-4199-add6-9ebaf0b0137d
    option:
      description:
        - An element of O(azdo.pipelines.build_definition#module:options), switched on, with every input at its
          default.
      type: dict
      returned: always
      sample:
        name: MultiConfiguration
        enabled: true
        inputs:
          multipliers: ''
          parallel: 'false'
          continueOnError: 'true'
    inputs:
      description: What each input takes.
      type: list
      elements: dict
      returned: always
      contains:
        name:
          description: The name of the input.
          type: str
          returned: always
          sample: parallel
        label:
          description: What people see in the web UI.
          type: str
          returned: always
          sample: Parallel
        type:
          description: One of the service's words V(string), V(boolean), V(stringList), V(radio), V(pickList),
            V(multiLine) and V(branchFilter).
          type: str
          returned: always
          sample: boolean
        required:
          description: Whether it must have a value.
          type: bool
          returned: always
          sample: true
        default:
          description: The value that it has by default.
          type: str
          returned: always
          sample: 'false'
        choices:
          description: The values that it takes, V(null) where any text will do.
          type: list
          elements: str
          returned: always
          sample:
            - 'true'
            - 'false'
        group:
          description: The group that it belongs to in the web UI, if any.
          type: str
          returned: always
          sample: advanced
        visible_rule:
          description: When the web UI shows it, if not always.
          type: str
          returned: always
          sample: parallel = true
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
    url: https://dev.azure.com/contoso/Fabrikam/_apis/build/options
"""

from ansible_collections.azdo.pipelines.plugins.module_utils._build_options_info import run_build_options_info


def main() -> None:
    """Run the module."""
    run_build_options_info()


if __name__ == "__main__":
    main()
