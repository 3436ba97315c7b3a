#!/usr/bin/python

# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_definition
short_description: Keep a build definition (pipeline) of Azure DevOps or TFS as declared
version_added: 1.0.0
description:
  - Creates, updates, renames, moves or deletes one build definition, on every server from TFS 2015 (api-version 2.0)
    to Azure DevOps Services.
  - Only what is stated is managed. An update is the server's own definition with the stated members laid over it, so
    whatever the task does not mention stays as it is.
  - Nothing is written when the server already has what is stated. The service makes a new revision of every write,
    also of one that changes nothing.
  - The module never runs a pipeline.
extends_documentation_fragment:
  - azdo.pipelines._attributes
  - azdo.pipelines._attributes.action_group
  - azdo.pipelines._connection
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always), a task that states the value of a secret variable reports a change on every
        run, because the service never shows the value that it has.
options:
  state:
    description:
      - V(present) creates the definition or makes it as stated.
      - V(absent) deletes it. The service deletes all its builds with it, and refuses where builds are retained; then
        the error names what retains them, see O(release_retained).
    type: str
    choices:
      - present
      - absent
    default: present
  name:
    description:
      - The name of the definition.
      - Together with O(id) it is what the definition is to be called.
      - Control characters are refused. What else a name cannot hold, and how long it may be, is left to the server.
      - One of O(name), O(id), or a O(document) or O(document_src) with a name is needed.
    type: str
  id:
    description:
      - The number of the definition. It must exist, see O(restore).
    type: int
  path:
    description:
      - The folder of the definition, with slashes or backslashes, such as V(team/web). V(/) is the root.
      - Together with O(name) it says which definition is meant. Without it the name must be unique in the project,
        and a new definition is created in the root.
      - Together with O(id) it is where the definition is to be.
      - Needs TFS 2017 (api-version 3.0).
    type: str
  new_name:
    description:
      - The name that the definition called O(name) is to have. A second run finds it under the new name and changes
        nothing.
    type: str
  new_path:
    description:
      - The folder that the definition found by O(name) and O(path) is to be in. A second run finds it there.
    type: str
  create_folder:
    description:
      - Whether a missing folder is created before a definition is created in it or moved to it.
      - This reads the list of folders, and only when a definition is created or moved.
    type: bool
    default: true
  restore:
    description:
      - Whether the definition with O(id) is brought back if it was deleted, and then made as stated. It has no effect
        on a definition that is there.
      - Nobody can look into a deleted definition, so check mode knows no more of it than what the task states.
      - Needs Azure DevOps Server 2019 (api-version 5.0).
    type: bool
    default: false
  release_retained:
    description:
      - With O(state=absent), whether what retains builds of the definition is taken away when the server refuses to
        delete it because of that.
      - From Azure DevOps Server 2020 on (api-version 6.0) these are retention leases, on older servers builds that are
        kept forever. What a classic release retains is named, but can only be let go there.
      - A lease that does not protect the pipeline is let go only if the server still refuses after that, which check
        mode cannot foretell. A lease that is no longer valid is the last.
      - Whatever anybody wanted to keep is lost with the definition. RV(released) says what it was; check mode says what
        it would be.
    type: bool
    default: false
  clone_from:
    description:
      - The definition that a new one starts from. Other options of this task, a O(document) among them, are laid over
        it. The name, folder, history, properties and trigger jobs of the old one stay behind.
      - It counts only when the definition is created. Of one that exists nothing is compared with it.
      - The server is asked to copy the values of secret variables too, which it never shows, so a warning names those
        that nobody can verify. Before TFS 2018 (api-version 4.0) and from another project they cannot be copied; the
        warning says so, and O(variables) can state them.
      - Excludes O(template).
    type: dict
    suboptions:
      definition:
        description:
          - Name or id of the definition.
        type: str
        required: true
      path:
        description:
          - The folder of that definition, if its name is not unique.
        type: str
      project:
        description:
          - The project of that definition, if it is another. Queues and variable groups are then looked up by name in
            this one.
        type: str
      revision:
        description:
          - The revision of that definition to start from. The newest by default.
        type: int
  template:
    description:
      - Name or id of the definition template of the project that a new definition starts from. Other options of this
        task, a O(document) among them, are laid over it.
      - It counts only when the definition is created. Of one that exists nothing is compared with it.
      - Excludes O(clone_from).
    type: str
  document:
    description:
      - A whole or partial definition as the REST API has it. It may be an export of the web UI or an answer of the
        service, as a mapping or as JSON text, with V(process) or with the V(build) of TFS 2015 and 2017, with names
        or numbers of enumerations.
      - What only the server sets is left out. Other options of this task win over the document.
      - Excludes O(document_src).
    type: raw
  document_src:
    description:
      - The path of a file with such a document as JSON, on the machine where the module runs.
      - The text may be UTF-8, UTF-16 or UTF-32, with or without a byte order mark, with any line ends.
      - Excludes O(document).
    type: path
  description:
    description:
      - What the definition is for.
    type: str
  build_number_format:
    description:
      - The format of the number of a build, such as V($(date:yyyyMMdd\)$(rev:.r\)).
    type: str
  queue:
    description:
      - Name or id of the agent queue (agent pool of the project) that builds run in by default.
    type: str
  queue_status:
    description:
      - V(enabled) lets builds be queued and run, V(paused) lets them be queued, V(disabled) refuses them.
      - TFS 2015 can hold V(enabled) only.
    type: str
    choices:
      - enabled
      - paused
      - disabled
  job_authorization_scope:
    description:
      - What the token of a build may reach.
    type: str
    choices:
      - project_collection
      - project
  job_timeout_in_minutes:
    description:
      - Minutes after which a build is cancelled. V(0) is no limit.
    type: int
  job_cancel_timeout_in_minutes:
    description:
      - Minutes that a cancelled build has to end by itself.
    type: int
  badge_enabled:
    description:
      - Whether the status badge can be read without signing in.
    type: bool
  repository:
    description:
      - Where the sources are. A new definition needs it.
      - Members that are not mentioned stay as they are, also those of RV(ignore:properties).
    type: dict
    suboptions:
      type:
        description:
          - The kind of repository. V(TfsGit) is Azure Repos, V(TfsVersionControl) is TFVC.
          - Without it the kind stays as it is; for a new definition it is V(TfsGit).
        type: str
        choices:
          - TfsGit
          - TfsVersionControl
          - GitHub
          - GitHubEnterprise
          - Bitbucket
          - Git
          - Svn
      name:
        description:
          - The name of the repository. For V(GitHub) and V(Bitbucket) it is V(owner/name).
        type: str
      id:
        description:
          - The id of the repository in place of its name, a GUID for V(TfsGit).
        type: str
      project:
        description:
          - The project of the repository, if it is not the definition's. For V(TfsGit) only.
        type: str
      service_connection:
        description:
          - Name or GUID of the service connection that leads to a repository outside the service.
          - A name costs one request on every run, because a definition shows the GUID only. A GUID costs none.
        type: str
      default_branch:
        description:
          - The branch that builds take by default. V(main) and V(refs/heads/main) are the same.
          - Without it a new definition gets the default branch of the repository, where that is found by name.
        type: str
      url:
        description:
          - The URL to clone from. Needed for V(GitHubEnterprise), V(Bitbucket), V(Git) and V(Svn).
        type: str
      root_folder:
        description:
          - The root folder of a TFVC repository, such as V($/Fabrikam).
        type: str
      clean:
        description:
          - Whether the sources folder is cleaned before a build, V(true), V(false) or an expression with variables.
        type: str
      clean_options:
        description:
          - What is cleaned when RV(ignore:clean) is V(true).
        type: str
        choices:
          - source
          - source_and_output_dir
          - source_dir
          - all_build_dir
      checkout_submodules:
        description:
          - Whether Git submodules are checked out.
        type: bool
      checkout_nested_submodules:
        description:
          - Whether submodules of submodules are checked out too.
        type: bool
      fetch_depth:
        description:
          - How many commits are fetched. V(0) is all.
        type: int
      fetch_tags:
        description:
          - Whether tags are fetched.
        type: bool
      git_lfs_support:
        description:
          - Whether files of Git LFS are fetched.
        type: bool
      label_sources:
        description:
          - When the sources are labelled or tagged, as the number that the service has for it. V(0) is never; what
            the other numbers mean is not documented by the vendor.
        type: int
      label_sources_format:
        description:
          - The text of the label, such as V($(build.buildNumber\)).
        type: str
      mappings:
        description:
          - The workspace of a TFVC repository. The list is exact.
        type: list
        elements: dict
        suboptions:
          server_path:
            description:
              - A folder in TFVC, such as V($/Fabrikam/Main).
            type: str
            required: true
          mapping_type:
            description:
              - V(map) gets the folder, V(cloak) leaves it out.
            type: str
            choices:
              - map
              - cloak
            default: map
          local_path:
            description:
              - The folder below the sources folder that it is mapped to. The root by default.
            type: str
      report_build_status:
        description:
          - Whether the result of a build is shown at the commit.
        type: bool
      skip_sync_source:
        description:
          - Whether a build gets no sources.
        type: bool
      properties:
        description:
          - Further properties as the REST API calls them. All values are strings to the service.
          - C(password) is never compared and never shown. It is written with another change only.
        type: dict
  yaml_filename:
    description:
      - The YAML file in the repository that says what the pipeline does.
      - Needs TFS 2018 (api-version 4.0). Excludes O(phases) and O(steps).
    type: str
  phases:
    description:
      - The jobs of a classic pipeline, in their order. Excludes O(yaml_filename) and O(steps).
      - The list is exact. A phase of it continues the server's phase of the same V(ref_name), else of the same
        V(name), else in the same place; what it does not mention stays as it is there.
      - Servers before TFS 2018 have one phase only, which is its steps.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the job.
        type: str
      ref_name:
        description:
          - The name that other phases refer to.
        type: str
      condition:
        description:
          - When the phase runs, such as V(succeeded(\)).
        type: str
      depends_on:
        description:
          - The V(ref_name) of the phases that must end before this one.
        type: list
        elements: str
      job_authorization_scope:
        description:
          - What the token of this job may reach.
        type: str
        choices:
          - project_collection
          - project
      job_timeout_in_minutes:
        description:
          - Minutes after which the job is cancelled. V(0) is no limit.
        type: int
      job_cancel_timeout_in_minutes:
        description:
          - Minutes that the cancelled job has to end by itself.
        type: int
      target:
        description:
          - Where the phase runs.
        type: dict
        suboptions:
          type:
            description:
              - On an agent or on the server.
            type: str
            choices:
              - agent
              - server
          queue:
            description:
              - Name or id of the agent queue, if it is not the definition's.
            type: str
          demands:
            description:
              - What an agent must have, such as V(msbuild) or V(Agent.OS -equals Linux). The list is exact, its
                order means nothing.
            type: list
            elements: str
          agent_specification:
            description:
              - The image of a hosted agent, such as V(ubuntu-latest). Needs api-version 5.1.
            type: str
          allow_scripts_auth_access_option:
            description:
              - Whether scripts may use the token of the job.
            type: bool
          execution_options:
            description:
              - How often the phase runs.
            type: dict
            suboptions:
              type:
                description:
                  - V(none) is once, V(variable_multipliers) is once for each combination of values of variables,
                    V(multiple_agents) is on several agents.
                type: str
                choices:
                  - none
                  - variable_multipliers
                  - multiple_agents
              multipliers:
                description:
                  - The variables whose values, lists with commas, multiply the phase.
                type: list
                elements: str
              max_concurrency:
                description:
                  - How many jobs of the phase run at once, at most.
                type: int
              continue_on_error:
                description:
                  - Whether the other jobs go on when one fails.
                type: bool
      variables:
        description:
          - Variables of the phase, as in O(variables), but without secrets.
        type: dict
      steps:
        description:
          - The steps of the phase, in their order.
          - The list is exact. A step of it continues the server's step of the same task and display name, or of the
            same task if it states no display name; what it does not mention stays as it is there. Where the number
            of steps does not change, the same task in the same place is a step that gets another display name.
        type: list
        elements: dict
        suboptions: &step
          task:
            description:
              - Name and version of the task, such as V(VSBuild@1) or V(PowerShell@2.*), or its GUID and version.
              - The common tasks of Microsoft are recognised in a definition that has them already. Any other name
                costs one request (the list of the server's tasks) a run. A GUID costs none.
              - Either this or RV(ignore:task_group) is needed.
            type: str
          task_group:
            description:
              - Name and version of a task group, such as V(Deploy web@2), or its GUID and version. Needs TFS 2017.
              - A name costs one request a run. A GUID costs none.
            type: str
          display_name:
            description:
              - What the step is called.
            type: str
          inputs:
            description:
              - The inputs of the task. All values are strings to the service. Inputs that are not mentioned stay.
            type: dict
          environment:
            description:
              - Environment variables of the step. Those that are not mentioned stay. Needs TFS 2017.
            type: dict
          enabled:
            description:
              - Whether the step runs.
            type: bool
          condition:
            description:
              - When the step runs, such as V(succeededOrFailed(\)). Needs TFS 2017.
            type: str
          continue_on_error:
            description:
              - Whether the phase goes on when the step fails.
            type: bool
          always_run:
            description:
              - Whether the step runs even if a step before it failed.
            type: bool
          timeout_in_minutes:
            description:
              - Minutes after which the step is cancelled. V(0) is no limit. Needs TFS 2017.
            type: int
          retry_count_on_task_failure:
            description:
              - How often the task is tried again when it fails. Needs Azure DevOps Server 2022.
            type: int
          ref_name:
            description:
              - The name by which later steps refer to the outputs of this one. Needs TFS 2017.
            type: str
  steps:
    description:
      - The steps of a classic pipeline with one agent phase. Excludes O(yaml_filename) and O(phases).
      - See O(phases[].steps).
    type: list
    elements: dict
    suboptions: *step
  variables:
    description:
      - The variables of the definition, merged by name with those that are there. Names that differ in case only are
        the same.
      - 'A value is a scalar, or a dictionary with C(value), C(is_secret) and C(allow_override) (whether it can be
        set when a build is queued).'
      - Secret values are kept out of results, diffs and logs of this module. What Ansible itself prints of a task's
        arguments is hidden by C(no_log) on the task.
    type: dict
  variable_groups:
    description:
      - Names or ids of the variable groups of the definition. The list is exact, its order means nothing. Needs TFS
        2018.
    type: list
    elements: str
  purge_variables:
    description:
      - Whether variables that O(variables) does not mention are removed.
    type: bool
    default: false
  update_secrets:
    description:
      - When the stated value of a secret variable is written. The service never shows the value that it has.
      - V(always) writes it on every run, which is a change and a new revision each time.
      - V(on_create) writes it only when the definition does not have that secret yet.
      - V(on_change) writes it when it is not the one that this module wrote last. For that it keeps a salted, slow
        (scrypt) fingerprint of each value in the definition's property C(azdo.pipelines.secrets), never the value.
        This costs one more request a run, and one more after a write. A change that somebody else makes to the
        secret is not noticed. Servers before TFS 2017 Update 2 (api-version 3.2) have no such properties; there it
        warns and does as V(always).
      - Secrets that the task does not mention keep their values in every case.
    type: str
    choices:
      - always
      - on_create
      - on_change
    default: always
  secrets_key:
    description:
      - A key for the fingerprints of O(update_secrets=on_change). Without it, whoever can read the definition's
        properties can try guesses of a secret against its fingerprint, slowly; with it they need the key too.
      - With another key every stated secret counts as changed.
    type: str
  triggers:
    description:
      - What starts a build. Kinds of triggers that are not mentioned stay as they are.
    type: dict
    suboptions:
      continuous_integration:
        description:
          - Builds for every change of the repository.
        type: dict
        suboptions:
          settings_source_type:
            description:
              - V(yaml) leaves the trigger to the YAML file, V(definition) takes the filters given here, V(none)
                removes the trigger.
              - Without it the filters given here count if there are any; else the source stays as it is.
            type: str
            choices:
              - yaml
              - definition
              - none
          branch_filters:
            description:
              - Branches to include (V(+main) or V(main)) and to exclude (V(-releases/*)), in the order in which they
                count.
            type: list
            elements: str
          path_filters:
            description:
              - Paths to include (V(+/src)) and to exclude (V(-/docs)), in the order in which they count. Needs TFS
                2017.
            type: list
            elements: str
          batch_changes:
            description:
              - Whether changes are collected while a build runs.
            type: bool
          max_concurrent_builds_per_branch:
            description:
              - How many builds of one branch may run at once.
            type: int
          polling_interval:
            description:
              - Seconds between two looks at a repository outside the service.
            type: int
      pull_request:
        description:
          - Builds for pull requests of GitHub and Bitbucket. On Azure Repos that is a branch policy, so it is
            refused there.
          - Needs TFS 2017.
        type: dict
        suboptions:
          settings_source_type:
            description:
              - V(yaml) leaves the trigger to the YAML file, V(definition) takes the filters given here, V(none)
                removes the trigger.
            type: str
            choices:
              - yaml
              - definition
              - none
          branch_filters:
            description:
              - Target branches to include and to exclude, in the order in which they count.
            type: list
            elements: str
          path_filters:
            description:
              - Paths to include and to exclude, in the order in which they count. Needs api-version 5.0.
            type: list
            elements: str
          auto_cancel:
            description:
              - Whether a new push to the pull request cancels its running builds. Needs api-version 5.0.
            type: bool
          is_comment_required_for_pull_request:
            description:
              - Whether somebody of the team must comment before a build starts. Needs api-version 5.0.
            type: bool
          require_comments_for_non_team_members_only:
            description:
              - Whether that is so only for people outside the team. Needs api-version 5.1.
            type: bool
          require_comments_for_non_team_member_and_non_contributors:
            description:
              - Whether that is so only for people who are neither in the team nor contributors. Needs api-version
                7.0.
            type: bool
          forks:
            description:
              - What is done for pull requests from forks.
            type: dict
            suboptions:
              enabled:
                description:
                  - Whether they are built.
                type: bool
              allow_secrets:
                description:
                  - Whether their builds get the secrets of the pipeline.
                type: bool
              allow_full_access_token:
                description:
                  - Whether their builds get the token that other builds get. Needs api-version 7.0.
                type: bool
      schedules:
        description:
          - Builds at fixed times. The list is exact; an empty one removes the trigger.
          - The service's own job of a schedule is kept when the schedule changes.
        type: list
        elements: dict
        suboptions:
          days_to_build:
            description:
              - The days of the week, or V(all).
            type: list
            elements: str
            choices:
              - monday
              - tuesday
              - wednesday
              - thursday
              - friday
              - saturday
              - sunday
              - all
            required: true
          start_hours:
            description:
              - The hour, V(0) to V(23).
            type: int
            required: true
          start_minutes:
            description:
              - The minute, V(0) to V(59).
            type: int
            default: 0
          time_zone_id:
            description:
              - The time zone by its Windows name, such as V(UTC) or V(W. Europe Standard Time).
            type: str
            default: UTC
          branch_filters:
            description:
              - Branches to build and not to build, in the order in which they count.
            type: list
            elements: str
          schedule_only_with_changes:
            description:
              - Whether a build starts only if something changed since the last one.
            type: bool
      build_completion:
        description:
          - Builds after builds of other definitions. The list is exact; an empty one removes the triggers.
        type: list
        elements: dict
        suboptions:
          definition:
            description:
              - Name or id of the definition whose builds start a build of this one.
            type: str
            required: true
          path:
            description:
              - The folder of that definition, if its name is not unique.
            type: str
          project:
            description:
              - The project of that definition, if it is another.
            type: str
          branch_filters:
            description:
              - The branches whose builds count.
            type: list
            elements: str
          requires_successful_build:
            description:
              - Whether only successful builds count.
            type: bool
      gated_check_in:
        description:
          - Builds that must succeed before a check-in is accepted. For TFVC only.
        type: dict
        suboptions:
          enabled:
            description:
              - V(false) removes the trigger.
            type: bool
            default: true
          path_filters:
            description:
              - The folders whose check-ins are built, such as V(+$/Fabrikam/Main).
            type: list
            elements: str
          run_continuous_integration:
            description:
              - Whether accepted check-ins start continuous integration builds.
            type: bool
          use_workspace_mappings:
            description:
              - Whether check-ins to all mapped folders are built.
            type: bool
  tags:
    description:
      - The tags of the definition. The list is exact, its order and case mean nothing. Needs api-version 3.1.
    type: list
    elements: str
  demands:
    description:
      - What an agent must have, such as V(msbuild) or V(Agent.OS -equals Linux). The list is exact, its order and
        case mean nothing.
    type: list
    elements: str
  options:
    description:
      - Build options that the server offers, such as MultiConfiguration. Those that are not mentioned stay as they
        are.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name or GUID of the build option.
          - MultiConfiguration is recognised in a definition that has it already. Any other name costs one request a
            run.
        type: str
        required: true
      enabled:
        description:
          - Whether the option is in force.
        type: bool
        default: true
      inputs:
        description:
          - The inputs of the option. Lists and maps are written as lists and maps; the service keeps them as JSON
            text. Inputs that are not mentioned stay.
        type: dict
  retention_rules:
    description:
      - How long builds are kept, in the order in which the rules count. The list is exact.
      - Azure DevOps Services has replaced them by settings of the project; it may not keep them.
    type: list
    elements: dict
    suboptions:
      branches:
        description:
          - The branches that the rule is for.
        type: list
        elements: str
      days_to_keep:
        description:
          - Days that builds are kept.
        type: int
      minimum_to_keep:
        description:
          - Builds that are kept however old they are.
        type: int
      delete_build_record:
        description:
          - Whether the record of the build is deleted too.
        type: bool
      delete_test_results:
        description:
          - Whether test results are deleted too.
        type: bool
      artifacts:
        description:
          - Names of artifacts that are deleted.
        type: list
        elements: str
      artifact_types_to_delete:
        description:
          - Types of artifacts that are deleted, such as V(FilePath) or V(SymbolStore).
        type: list
        elements: str
  process_parameters:
    description:
      - The process parameters of a classic pipeline, to which inputs of its steps are linked, as the REST API has
        them.
      - Needs TFS 2017.
    type: dict
  properties:
    description:
      - The property bag of the definition, merged by name with the properties that are there. Names that differ in case
        only are the same. V(null) removes a property.
      - A value is one text or number. Values are compared by what they say, so V(5) and V('5') are the same.
      - It costs one request to read them, and one to write them where they differ. The service keeps them beside the
        definition, so they make no revision. They are no place for secrets.
      - Needs TFS 2017 Update 2 (api-version 3.2).
    type: dict
  drop_location:
    description:
      - The drop location of a definition from the time before build artifacts.
    type: str
  comment:
    description:
      - The comment of the revision that a write makes. It is not compared.
      - Without it the comment names the members that changed.
    type: str
  revision:
    description:
      - The revision that the definition must be at. Any other is an error, and so is a change by somebody else
        meanwhile.
      - Without it such a change is read and the statement is laid over it anew.
    type: int
  rollback_to:
    description:
      - An older revision of the definition. The definition gets all that it had then, as a new revision, and loses what
        came later. Other options of the task are laid over that.
      - Name and folder go back too, where the task does not state them.
      - Secret variables keep the values that they have now, because the service never shows older ones. A warning names
        a secret variable whose value went with a later revision.
      - A second run changes nothing. Property bag, builds and permissions have no revisions and stay.
    type: int
requirements:
  - requests
seealso:
  - module: azdo.pipelines.build_definition_set
  - module: azdo.pipelines.build_definition_info
author:
  - The azdo.pipelines authors (@azdo)
"""

EXAMPLES = r"""
- name: A YAML pipeline
  azdo.pipelines.build_definition:
    organization_url: https://dev.azure.com/contoso
    project: Fabrikam-Fiber-Git
    name: website
    path: web
    repository:
      type: TfsGit
      name: website
      default_branch: main
    queue: Azure Pipelines
    yaml_filename: azure-pipelines.yml
    triggers:
      continuous_integration:
        settings_source_type: yaml

- name: The same for pushes to main and to release branches, whatever the YAML file says
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: website
    path: web
    triggers:
      continuous_integration:
        settings_source_type: definition
        batch_changes: true
        branch_filters:
          - +main
          - +releases/*
        path_filters:
          - -/docs

- name: A nightly build on working days, if something has changed
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: website-nightly
    repository:
      name: website
    queue: Azure Pipelines
    yaml_filename: nightly.yml
    triggers:
      schedules:
        - days_to_build: [monday, tuesday, wednesday, thursday, friday]
          start_hours: 2
          start_minutes: 30
          time_zone_id: W. Europe Standard Time
          branch_filters:
            - +main
          schedule_only_with_changes: true

- name: A build after each successful build of main of another pipeline
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: website-image
    repository:
      name: website
    queue: Azure Pipelines
    yaml_filename: image.yml
    triggers:
      build_completion:
        - definition: website
          path: web
          branch_filters:
            - +main
          requires_successful_build: true

- name: A pipeline that only people start
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: website-by-hand
    repository:
      name: website
    queue: Azure Pipelines
    yaml_filename: by-hand.yml
    triggers:
      continuous_integration:
        settings_source_type: none
      schedules: []
      build_completion: []

- name: A classic pipeline for .NET on TFS 2015, with one agent phase
  azdo.pipelines.build_definition:
    organization_url: https://tfs.example.com/tfs/DefaultCollection
    project: Fabrikam-Fiber-Git
    name: fabrikam-classic
    repository:
      type: TfsGit
      name: Fabrikam-Fiber-Git
    queue: default
    steps:
      - task: VSBuild@1
        display_name: Build solution
        inputs:
          solution: '**\*.sln'
          platform: $(platform)
          configuration: $(config)
      - task: VSTest@1
        display_name: Test
        inputs:
          testAssembly: '**\*test*.dll;-:**\obj\**'
      - task: PublishBuildArtifacts@1
        display_name: Publish
        always_run: true
        inputs:
          PathtoPublish: $(build.artifactstagingdirectory)
          ArtifactName: drop
          ArtifactType: Container
    variables:
      config: release
      platform:
        value: any cpu
        allow_override: true

- name: A secret that is written once, and a variable that is kept in line
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: website
    update_secrets: on_create
    variables:
      Region: westeurope
      ApiKey:
        value: "{{ vault_api_key }}"
        is_secret: true
  no_log: true

- name: TFVC, where a check-in must build before it is accepted
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: fabrikam-gated
    repository:
      type: TfsVersionControl
      name: Fabrikam-Fiber-Git
      default_branch: $/Fabrikam-Fiber-Git
      mappings:
        - server_path: $/Fabrikam-Fiber-Git/Main
        - server_path: $/Fabrikam-Fiber-Git/Main/Docs
          mapping_type: cloak
    queue: Azure Pipelines
    steps:
      - task: MSBuild@1
        inputs:
          solution: Main/fabrikam.sln
    triggers:
      gated_check_in:
        path_filters:
          - +$/Fabrikam-Fiber-Git/Main
        run_continuous_integration: false

- name: A GitHub repository, built for pushes to main and for pull requests, without secrets for forks
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: tools
    repository:
      type: GitHub
      name: contoso/tools
      service_connection: github-contoso
      default_branch: main
    yaml_filename: /ci/azure-pipelines.yml
    triggers:
      continuous_integration:
        settings_source_type: definition
        branch_filters:
          - +main
          - +release/*
      pull_request:
        settings_source_type: definition
        branch_filters:
          - +main
        auto_cancel: true
        forks:
          enabled: true
          allow_secrets: false

- name: What was exported from the web UI, under another name and switched off
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    document: "{{ lookup('ansible.builtin.file', 'exported.json') }}"
    name: imported
    queue_status: disabled

- name: Switched off
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: website-nightly
    queue_status: disabled

- name: Another name and another folder
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: tools
    new_name: build-tools
    new_path: /shared

- name: A copy of another pipeline for another branch, with its secrets
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: build-tools-next
    clone_from:
      definition: build-tools
      path: /shared
    repository:
      default_branch: next

- name: What a file says, with two properties for other tools
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    document_src: "{{ playbook_dir }}/exported.json"
    name: imported-too
    properties:
      team: web
      review-in-days: 90

- name: Gone, whatever retains its builds
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: build-tools-next
    state: absent
    release_retained: true
  register: gone

- name: Back again, and switched off
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    id: "{{ gone.id }}"
    restore: true
    queue_status: disabled

- name: Gone
  azdo.pipelines.build_definition:
    project: Fabrikam-Fiber-Git
    name: build-tools
    state: absent
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode.
  type: str
  returned: success
  choices:
    - none
    - create
    - update
    - delete
    - restore
  sample: update
changes:
  description: The members of the definition that differ, as paths in the terms of the REST API.
  type: list
  elements: str
  returned: success
  sample:
    - description
    - variables.config.value
definition:
  description:
    - The definition as the server has it after the task, in the terms of the REST API; in check mode as it would be
      sent.
    - V(null) when it was deleted. Secret values are never in it.
  type: dict
  returned: success
  sample:
    id: 29
    name: website
    path: '\web'
    revision: 3
retained_by:
  description:
    - What retains builds of the definition that is to be deleted, as far as the server shows it.
  type: list
  elements: dict
  returned: when a deletion was refused, and in check mode when the definition would be deleted
  contains: &holder
    kind:
      description: V(lease), V(build) for a build that is kept forever, or V(release) for one that a release retains.
      type: str
      returned: always
      sample: lease
    run_id:
      description: The id of the build.
      type: int
      returned: always
      sample: 3067
    build_number:
      description: The number of the build, V(null) for a lease.
      type: str
      returned: always
      sample: "20261121.1"
    lease_id:
      description: The id of the lease, V(null) for others.
      type: int
      returned: always
      sample: 46
    owner_id:
      description: Who holds the lease, V(null) for others.
      type: str
      returned: always
      sample: User:8a5f6ef6-3a5b-4f0a-8b3a-8f6a2e1f3c11
    valid_until:
      description: Until when the lease holds, V(null) for others.
      type: str
      returned: always
      sample: "2027-01-01T00:00:00Z"
released:
  description:
    - What was released to make the deletion possible; in check mode what would be, should the server refuse.
  type: list
  elements: dict
  returned: when the definition was deleted, or a deletion was refused
  contains: *holder
id:
  description: The number of the definition; of a deleted one too, for O(restore).
  type: int
  returned: when the definition exists, or was deleted
  sample: 29
revision:
  description: The revision of the definition after the task.
  type: int
  returned: when the definition exists
  sample: 3
failure:
  description: Why the task failed, for playbooks to test.
  type: dict
  returned: failure
  contains:
    code:
      description: One of a closed set of words, such as V(authentication_failed), V(unknown_name) or V(conflict).
      type: str
      returned: always
      sample: unknown_name
    status:
      description: The HTTP status, where the server answered.
      type: int
      returned: always
      sample: 404
    type_key:
      description: The service's own name of the error, where it gave one.
      type: str
      returned: always
      sample: DefinitionNotFoundException
    message:
      description: What the server said, or else what is wrong.
      type: str
      returned: always
      sample: Build pipeline 54 was not found.
    activity_id:
      description: What the vendor's support wants to know.
      type: str
      returned: always
      sample: 4bd2d8a3-5c4b-4b1f-8d3a-0f7a5f7c1c7e
    url:
      description: What was asked, without secrets.
      type: str
      returned: always
      sample: https://dev.azure.com/contoso/Fabrikam-Fiber-Git/_apis/build/definitions/54
"""

from ansible_collections.azdo.pipelines.plugins.module_utils._build_definition import run_build_definition


def main() -> None:
    """Run the module."""
    run_build_definition()


if __name__ == "__main__":
    main()
