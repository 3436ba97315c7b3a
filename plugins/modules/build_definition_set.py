#!/usr/bin/python

# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_definition_set
short_description: Keep many build definitions (pipelines) of a project as declared, in one call
version_added: 1.0.0
description:
  - Creates, updates, renames, moves or deletes any number of build definitions of one project, on every server from
    TFS 2015 to Azure DevOps Services. Each is stated as for M(azdo.pipelines.build_definition), and only what is stated
    is managed.
  - The project is read once, page by page, and everything is planned before the first write. Definitions that are as
    stated cost no request of their own, but where the version of the server has no lists of whole definitions (before
    TFS 2018 Update 2), or where something is stated that a list does not show
    (O(azdo.pipelines.build_definition#module:properties),
    O(azdo.pipelines.build_definition#module:update_secrets=on_change)).
  - A definition that is built after another one of the set is written after it, so both can be new. A circle of such
    triggers is refused.
  - A definition that fails, also one that names a queue or a repository that does not exist, stops only those that are
    built after it. The others are written, and at the end the task fails with a table of what was done, failed and
    skipped. Running it again completes it, also after an interruption. Check mode shows beforehand what would fail.
  - A task that is wrong in itself, such as a misspelt option, is refused before anything is written.
extends_documentation_fragment:
  - azdo.pipelines._attributes
  - azdo.pipelines._attributes.action_group
  - azdo.pipelines._connection
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - RV(ignore:diff) is a list with one entry for each definition that differs.
  idempotent:
    support: partial
    details:
      - With O(azdo.pipelines.build_definition#module:update_secrets=always), a definition that states the value of a
        secret variable reports a change on every run, because the service never shows the value that it has.
options:
  definitions:
    description:
      - The definitions. Each takes the options of M(azdo.pipelines.build_definition), but those that lead to the
        server.
      - A definition may have the key C(label) as well, which is where it is declared. Errors call it so instead of
        counting the list, which is of use where the list is made of another one. The filter
        P(azdo.pipelines.merged_definitions#filter) makes such labels.
      - Two definitions must not mean the same one. Where names are equal, give
        O(azdo.pipelines.build_definition#module:path) with each.
      - An empty list does nothing, and is refused with O(prune) unless O(prune.allow_empty) says that it is meant.
    type: list
    elements: dict
    required: true
  defaults:
    description:
      - Options that are laid under each definition. What the definition states wins.
      - Maps (such as C(repository), C(variables), C(triggers)) merge key by key, lists are replaced whole. A V(null) in
        a definition takes the default out. Of options that exclude each other, such as C(yaml_filename) and C(steps),
        the definition's own drives out that of the defaults.
      - A variable for which a definition gives only a value keeps C(is_secret) and C(allow_override) of the defaults.
    type: dict
    default: {}
  concurrency:
    description:
      - How many requests are under way at once, at most. 1 to 32.
      - When the service throttles, all wait for as long as it asks (C(Retry-After), C(X-RateLimit-Reset)); then half as
        many requests are sent at once, and one more after each round of good answers.
    type: int
    default: 4
  prune:
    description:
      - Delete the definitions in a folder that are not declared in O(definitions), with all their builds.
      - Nothing outside the folder is ever deleted. A definition that somebody moves out of it meanwhile stays.
      - This comes last, and not at all when any definition failed.
      - Check mode lists in RV(results) every definition that would go, and a warning names what goes or would go.
    type: dict
    suboptions:
      path:
        description:
          - The folder. V(\\) is the whole project.
        type: str
        required: true
      subfolders:
        description:
          - Whether folders below it belong to it.
        type: bool
        default: true
      max_deletions:
        description:
          - Fail, before anything is written, when more definitions than that would be deleted. The error lists them.
        type: int
        default: 10
      allow_empty:
        description:
          - Whether O(definitions) may be empty, so that everything in the folder goes. A misspelt variable or an empty
            lookup would otherwise look the same.
        type: bool
        default: false
      release_retained:
        description:
          - Release retained builds and leases that keep a definition from being deleted, as
            O(azdo.pipelines.build_definition#module:release_retained) does.
        type: bool
        default: false
requirements:
  - requests
seealso:
  - module: azdo.pipelines.build_definition
  - module: azdo.pipelines.build_definition_info
author:
  - The azdo.pipelines authors (@azdo)
"""

EXAMPLES = r"""
- name: The pipelines of three services, and nothing else in their folder
  azdo.pipelines.build_definition_set:
    project: Fabrikam-Fiber-Git
    defaults:
      path: \services
      queue: Default
      repository:
        type: TfsGit
        name: website
        default_branch: main
      triggers:
        continuous_integration:
          settings_source_type: yaml
    definitions:
      - name: api
        yaml_filename: api/azure-pipelines.yml
      - name: web
        yaml_filename: web/azure-pipelines.yml
        variables:
          Region: westeurope
      - name: nightly
        yaml_filename: nightly.yml
        triggers:
          continuous_integration:
          schedules:
            - days_to_build: [all]
              start_hours: 3
    prune:
      path: \services

- name: A chain of two, in one call
  azdo.pipelines.build_definition_set:
    project: Fabrikam-Fiber-Git
    defaults:
      queue: Default
      repository:
        type: TfsGit
        name: website
    definitions:
      - name: website-deploy
        yaml_filename: deploy.yml
        triggers:
          build_completion:
            - definition: website-build
              branch_filters: [main]
              requires_successful_build: true
      - name: website-build
        yaml_filename: build.yml
"""

RETURN = r"""
counts:
  description: How many definitions were (in check mode, would be) treated how.
  type: dict
  returned: success or failure code RV(failure.code=incomplete)
  contains:
    unchanged:
      description: As stated already.
      type: int
    created:
      description: Created.
      type: int
    updated:
      description: Updated.
      type: int
    restored:
      description: Restored after a deletion.
      type: int
    deleted:
      description: Deleted, by O(azdo.pipelines.build_definition#module:state=absent) or by O(prune).
      type: int
    failed:
      description: Failed.
      type: int
    skipped:
      description: Not tried, because of another failure.
      type: int
  sample: {unchanged: 197, created: 2, updated: 1, restored: 0, deleted: 0, failed: 0, skipped: 0}
results:
  description: One result for each definition in the order of O(definitions), then one for each that is pruned.
  type: list
  elements: dict
  returned: success or failure code RV(failure.code=incomplete)
  contains:
    name:
      description: The name, after this run.
      type: str
    path:
      description: The folder, after this run.
      type: str
    id:
      description: The id, where the definition has one.
      type: int
      returned: when known
    revision:
      description: The revision, where the definition has one.
      type: int
      returned: when known
    action:
      description: What was, or in check mode would be, done.
      type: str
      choices: [none, create, update, restore, delete]
    changed:
      description: Whether something was, or would be, written.
      type: bool
    changes:
      description: What differed, as paths in the terms of the REST API.
      type: list
      elements: str
    warnings:
      description: What the server did not keep, and the like.
      type: list
      elements: str
      returned: when there are any
    released:
      description: Leases and retained builds that were released.
      type: list
      elements: dict
      returned: after a deletion
    pruned:
      description: True for a definition that is not declared.
      type: bool
      returned: for pruned definitions
    failed:
      description: True where the definition failed.
      type: bool
      returned: on failure
    skipped:
      description: True where the definition was not tried, or left alone.
      type: bool
      returned: when skipped
    msg:
      description: Why it failed or was skipped.
      type: str
      returned: on failure or when skipped
    failure:
      description: The failure for playbooks, as in RV(failure).
      type: dict
      returned: on failure
  sample:
    - name: api
      path: \services
      id: 12
      revision: 3
      action: update
      changed: true
      changes: [process.yamlFilename]
failure:
  description:
    - Why the task failed. C(code) is V(incomplete) where single definitions failed; each of these has its own in
      RV(results[].failure).
  type: dict
  returned: failure
  contains:
    code:
      description: One of a closed set of words.
      type: str
    status:
      description: The HTTP status, if there was an answer.
      type: int
    type_key:
      description: The type of the server's error.
      type: str
    message:
      description: What the server said.
      type: str
    activity_id:
      description: The id under which the server logged the request.
      type: str
    url:
      description: The URL that was asked, without its query.
      type: str
  sample:
    code: incomplete
    status: null
    type_key: null
    message: 1 of 3 definitions failed, 0 skipped, 1 written, 1 unchanged
    activity_id: null
    url: null
"""

from ansible_collections.azdo.pipelines.plugins.module_utils._build_definition_set import run_build_definition_set


def main() -> None:
    """Run the module."""
    run_build_definition_set()


if __name__ == "__main__":
    main()
