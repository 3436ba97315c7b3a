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
  - Exports definitions as options or as a document that M(azdo.pipelines.build_definition) takes, and compares
    revisions and definitions.
  - What does not exist is an empty list, not an error.
  - Lists are always complete, whatever the number of pages, and hold each definition once. What the service filters
    is filtered again here, because its filters are known to find too much.
extends_documentation_fragment:
  - azdo.pipelines._attributes
  - azdo.pipelines._attributes.action_group
  - azdo.pipelines._attributes.info_module
  - azdo.pipelines._connection
options:
  name:
    description:
      - The name of the definitions. A star stands for any text, also for none. Case does not matter.
      - Without O(name) and O(id) all definitions of the project are listed.
    type: str
  id:
    description:
      - The number of one definition. Excludes the filters.
    type: int
  path:
    description:
      - The folder of the definitions, such as V(team/web).
    type: str
  subfolders:
    description:
      - Whether definitions in the folders below O(path) count too.
    type: bool
  repository:
    description:
      - Name or id of the repository of the definitions, such as V(website), V(contoso/app) or a GUID.
      - This reads whole definitions, see O(include_all_properties). A GUID, or a name with O(repository_type), is
        filtered by the service from TFS 2018 Update 2 on.
    type: str
  repository_type:
    description:
      - The kind of repository of the definitions. This reads whole definitions.
    type: str
    choices:
      - TfsGit
      - TfsVersionControl
      - GitHub
      - GitHubEnterprise
      - Bitbucket
      - Git
      - Svn
  yaml_filename:
    description:
      - The YAML file of the definitions, with or without a slash in front. This reads whole definitions.
    type: str
  queue:
    description:
      - Name or number of the default agent queue of the definitions.
    type: str
  tags:
    description:
      - Tags that the definitions must all have. This reads whole definitions.
    type: list
    elements: str
  type:
    description:
      - The type of the definitions, V(build) by default. Only servers before TFS 2018 list V(xaml) definitions; of
        those there are references only.
    type: str
    choices:
      - build
      - xaml
      - all
  built_after:
    description:
      - Only definitions with a build that finished after this date, such as V(2026-11-21) or V(2026-11-21T14:00:00Z).
        A date without a zone is in UTC.
      - Servers before TFS 2018 Update 2 are asked for the builds of the project.
    type: str
  not_built_after:
    description:
      - Only definitions without a build that finished after this date.
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
      - From TFS 2018 Update 2 on whole definitions come in the pages of the list; older servers are asked for each.
      - One definition by O(id), or with O(revision) or O(history), is always whole, and so is what is exported.
    type: bool
    default: false
  include_latest_builds:
    description:
      - Whether C(latestBuild) and C(latestCompletedBuild) are read too.
    type: bool
    default: false
  export:
    description:
      - Returns each definition in a form that M(azdo.pipelines.build_definition) takes, with names in the place of
        ids and without what is default or set by the server.
      - V(options) is its options. What no option can say is in the option C(document) of them.
      - V(document) is a body of the REST API for its option O(azdo.pipelines.build_definition#module:document).
      - Applied where it comes from, an export changes nothing. Applied to another project or server it makes the same
        definition of things of the same names.
      - This reads lists of what the definitions refer to (tasks, connections, task groups, build options), each once.
    type: str
    choices:
      - options
      - document
  export_properties:
    description:
      - Whether the property bag is exported too, which costs one request for each definition.
    type: bool
    default: false
  compare:
    description:
      - Returns what differs between two revisions, or two definitions, as a write from the one to the other would
        show it. Values of secrets are not compared, because nobody can read them.
      - Definitions of two projects are compared by the names of what they refer to.
      - Nothing else is read then.
    type: dict
    suboptions:
      from:
        description:
          - The one side.
        type: dict
        required: true
        suboptions: &side
          definition:
            description:
              - Name or number of the definition, that of the task by default.
            type: str
          path:
            description:
              - The folder of that definition, if its name is not unique.
            type: str
          project:
            description:
              - The project of that definition, that of the task by default.
            type: str
          revision:
            description:
              - The revision, the newest by default.
            type: int
      to:
        description:
          - The other side, the newest revision of the definition of the task by default.
        type: dict
        suboptions: *side
requirements:
  - requests
seealso:
  - module: azdo.pipelines.build_definition
author:
  - The azdo.pipelines authors (@azdo)
"""

EXAMPLES = r"""
- name: A definition for the tasks below
  azdo.pipelines.build_definition:
    organization_url: https://dev.azure.com/contoso
    project: Fabrikam-Fiber-Git
    name: website
    repository:
      name: website
    queue: Default
    yaml_filename: azure-pipelines.yml

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

- name: All definitions below a folder that were not built since New Year
  azdo.pipelines.build_definition_info:
    project: Fabrikam-Fiber-Git
    path: /team
    subfolders: true
    not_built_after: '2026-01-01'

- name: Export a definition, as a task would state it
  azdo.pipelines.build_definition_info:
    project: Fabrikam-Fiber-Git
    name: website
    export: options
  register: exported

- name: What changed since the first revision
  azdo.pipelines.build_definition_info:
    project: Fabrikam-Fiber-Git
    name: website
    compare:
      from:
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
  returned: success, without O(compare)
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
exports:
  description: The exported definitions, in the order of RV(definitions). XAML definitions are left out.
  type: list
  elements: dict
  returned: with O(export)
  contains:
    id:
      description: The number of the definition here.
      type: int
      returned: always
      sample: 29
    name:
      description: The name of the definition.
      type: str
      returned: always
      sample: website
    path:
      description: The folder of the definition.
      type: str
      returned: always
      sample: '\team'
    revision:
      description: The revision that is exported.
      type: int
      returned: always
      sample: 3
    options:
      description: The options of M(azdo.pipelines.build_definition).
      type: dict
      returned: with O(export=options)
      sample:
        name: website
        path: '\team'
        queue: Default
        repository:
          type: TfsGit
          name: website
        yaml_filename: azure-pipelines.yml
    document:
      description: The value for O(azdo.pipelines.build_definition#module:document).
      type: dict
      returned: with O(export=document)
    secrets_to_supply:
      description: Members whose values nobody can read. They are kept where the definition exists, and empty
        elsewhere.
      type: list
      elements: str
      returned: always
      sample:
        - variables.ApiKey
    not_portable:
      description: What another project or server may not have, or may know under another id.
      type: list
      elements: dict
      returned: always
      contains:
        member:
          description: What it is, in the terms of the options.
          type: str
          returned: always
          sample: phases[0].steps[2].inputs.connection
        reason:
          description: Why.
          type: str
          returned: always
          sample: 6f5a0f3c-3c1e-4a52-9d0e-9a7a1d1c7f11 is the id of the service connection 'registry'
compared:
  description: What was compared, V(from) and V(to), each with C(id), C(name), C(path), C(revision) and C(project).
  type: dict
  returned: with O(compare)
changes:
  description: The members that differ.
  type: list
  elements: str
  returned: with O(compare)
  sample:
    - description
    - variables.config.value
diff:
  description: What differs, V(before) and V(after), as YAML. Both are empty where nothing does.
  type: dict
  returned: with O(compare)
  sample:
    before: "description: first\n"
    after: "description: second\n"
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
