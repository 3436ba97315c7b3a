#!/usr/bin/python

# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_artifact
short_description: Attach an artifact to a build of Azure DevOps or TFS
version_added: 1.0.0
description:
  - Records an artifact with a build, on every server from TFS 2015 (api-version 2.0) to Azure DevOps Services. The
    artifact may be files that this module sends, files on a share, a ref, or what another system holds.
  - An artifact that is there already is compared. If it is as stated nothing is written. If it differs, the service
    has no call that changes it, so O(on_conflict) says what to do.
  - The module never runs a build.
extends_documentation_fragment:
  - azdo.pipelines._attributes
  - azdo.pipelines._attributes.action_group
  - azdo.pipelines._connection
  - azdo.pipelines._build
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  state:
    description:
      - V(present) makes the artifact be there.
      - V(absent) fails if the artifact is there, because the service has no call that removes its record. The error
        names what does. With O(remove_content) its files are removed.
    type: str
    choices:
      - present
      - absent
    default: present
  name:
    description:
      - The name of the artifact. It is compared exactly, and if there is none of that name, without regard to case.
    type: str
    required: true
  type:
    description:
      - The type of the artifact, such as V(FilePath), V(Container), V(GitRef), V(VersionControl), V(TfvcLabel),
        V(SymbolStore) or any other that the server takes.
      - It goes with O(data). Without it O(data) must show it, as it does for a share, a path of TFVC and a container.
    type: str
  data:
    description:
      - What the artifact is, in the form that its type asks for, such as V(\\\\server\\share\\drop), V(refs/tags/v1.0),
        the name of a label, or V(#/12/drop) for a folder of container 12.
    type: str
  properties:
    description:
      - Properties of the record. Each is a text. Only those that are stated are compared.
    type: dict
  source:
    description:
      - The id of the job that produced the artifact.
      - Needs Azure DevOps Server 2019 Update 1 (api-version 5.1).
    type: str
  path:
    description:
      - A share with the files, such as V(\\\\server\\share\\drop). This is a record of type V(FilePath), nothing is
        read or copied.
    type: str
  git_ref:
    description:
      - A ref of the Git repository, such as V(refs/tags/v1.0). This is a record of type V(GitRef).
    type: str
  tfvc_path:
    description:
      - A folder of TFVC, such as V($/Fabrikam/main). This is a record of type V(VersionControl).
    type: str
  container:
    description:
      - A folder of a file container. This is a record of type V(Container). With O(src) the files are sent there.
    type: dict
    suboptions:
      id:
        description:
          - The id of the container, by default of the one that the service made for the build. Inside a job of Azure
            Pipelines it is the variable C(Build.ContainerId).
        type: int
      folder:
        description:
          - The folder, by default the name of the artifact.
        type: str
  src:
    description:
      - The files to send, on the machine where the module runs. Each element is a file, a folder, or a pattern, best
        with an absolute path.
      - A file is named as it is. The files of a folder are named relative to it, those of a pattern relative to its
        last folder without a wildcard.
      - In a pattern V(*) and V(?) stay within one folder, V(**) stands for any folders, and V([...]) for one of
        these characters. A pattern means files, not folders.
      - Hidden files count. Empty folders are left out, a container cannot hold them.
      - A symbolic link is followed as long as it leads to something inside of the folder. One that leads out of it is
        an error, so that a build does not publish what lies elsewhere.
    type: list
    elements: path
  compress:
    description:
      - Whether each file is sent as gzip if that makes it smaller. The service stores it so, and hands it out as it
        was. The compressed file is kept in the folder for temporary files meanwhile.
    type: bool
    default: false
  chunk_size:
    description:
      - How much of a file is sent in one request, from 4 KiB to 24 MiB. So much memory is needed for each of
        O(concurrency) files.
    type: bytes
    default: 8M
  concurrency:
    description:
      - How many files are sent at once, from 1 to 32.
    type: int
    default: 4
  on_conflict:
    description:
      - What to do if there is an artifact of that name that differs from the task.
      - V(fail) is an error that shows both.
      - V(rename) takes the first of the names V(name-2), V(name-3) and so on that is free, or whose artifact is as
        stated. Files go into a folder that is so named too.
      - V(keep) leaves it as it is and changes nothing. RV(conflicts) says what differs.
    type: str
    choices:
      - fail
      - rename
      - keep
    default: fail
  remove_content:
    description:
      - Whether O(state=absent) removes the files of an artifact of type V(Container). Its record stays, which a
        warning says, and so the artifact is shown without files.
      - Files that another artifact of the build shows too, or that are in the container of another build, are not
        removed. That is an error.
    type: bool
    default: false
requirements:
  - requests
notes:
  - A file is compared by its size, and by its content as far as that can be known. For an artifact that this module
    made, the record holds a hash of all its files in the property C(azdo.digest). For others, and after an upload that
    was cut short, the hash that the server shows of a file counts. Where it shows none, a file of the same size is
    taken for the same if the artifact is recorded, which a warning says, and is otherwise sent again unless the server
    got it after the file was last changed here, by the clocks of both.
  - An upload that was cut short is continued by running the task again. The record is made last, so nobody sees half
    an artifact.
  - A request that sends a part of a file is repeated as O(retries) says. If the server has lost track of the parts, the
    file is sent anew, three times at most.
  - A module cannot show anything before it ends. With C(-v) Ansible shows RV(files), and while the task runs each file
    that was sent is a line in the system log of the machine where the module runs.
seealso:
  - module: azdo.pipelines.build_artifact_info
  - module: azdo.pipelines.build_definition
author:
  - The azdo.pipelines authors (@azdo)
"""

EXAMPLES = r"""
- name: Files on a share belong to a build
  azdo.pipelines.build_artifact:
    project: Fabrikam-Fiber-Git
    build_id: 1
    name: installers
    path: \\fileserver\drops\website\1.0
    properties:
      reviewed: true

- name: A tag belongs to the newest successful build of main
  azdo.pipelines.build_artifact:
    project: Fabrikam-Fiber-Git
    definition: website
    latest:
      branch: main
      result: succeeded
    name: source
    git_ref: refs/tags/v1.0

- name: What another system keeps belongs to a build
  azdo.pipelines.build_artifact:
    project: Fabrikam-Fiber-Git
    definition: website
    build_number: "20261121.1"
    name: symbols
    type: SymbolStore
    data: \\fileserver\symbols

- name: Send a folder and some more files
  azdo.pipelines.build_artifact:
    project: Fabrikam-Fiber-Git
    build_id: 1
    name: drop
    src:
      - "{{ playbook_dir }}/dist"
      - "{{ playbook_dir }}/reports/**/*.xml"
    compress: true

- name: Take the next free name if there is another artifact of that name
  azdo.pipelines.build_artifact:
    project: Fabrikam-Fiber-Git
    build_id: 1
    name: installers
    path: \\fileserver\drops\website\1.1
    on_conflict: rename

- name: Remove what was sent, but for its record
  azdo.pipelines.build_artifact:
    project: Fabrikam-Fiber-Git
    build_id: 1
    name: drop
    state: absent
    remove_content: true
"""

RETURN = r"""
action:
  description:
    - What was done, or in check mode would be. V(create) made the record, with its files if there are any. V(upload)
      sent files that were missing of an artifact that was there. V(remove_content) removed files. V(none) changed
      nothing.
  type: str
  returned: success
  sample: create
name:
  description: The name of the artifact, which O(on_conflict=rename) may have chosen.
  type: str
  returned: success
  sample: drop
artifact:
  description:
    - The artifact in the terms of the REST API; in check mode what would be sent. V(null) if there is none.
    - Tickets and signatures in addresses are masked.
  type: dict
  returned: success
  sample:
    id: 1
    name: drop
    resource:
      type: Container
      data: '#/12/drop'
      properties:
        artifactsize: '1024'
build:
  description: The build that was found.
  type: dict
  returned: success
  sample:
    id: 1
    buildNumber: '20261121.1'
    status: completed
    result: succeeded
    sourceBranch: refs/heads/main
    definition:
      id: 7
      name: website
      path: \
conflicts:
  description: With O(on_conflict=keep), what of the artifact that is there differs from the task.
  type: list
  elements: str
  returned: success
  sample: []
files:
  description: The files of O(src), or those that were removed, in the order of their paths.
  type: list
  elements: dict
  returned: success, or when sending or removing them failed
  contains:
    path:
      description: The path of the file in the artifact.
      type: str
      returned: always
      sample: bin/website.dll
    size:
      description: The size of the file in bytes.
      type: int
      returned: always
      sample: 1024
    action:
      description:
        - V(sent), V(unchanged) or V(removed), in check mode what would be done. V(not_sent) when the task failed before
          the file was sent to its end.
      type: str
      returned: always
      sample: sent
files_sent:
  description: How many files were sent.
  type: int
  returned: success, or when sending them failed
  sample: 1
files_unchanged:
  description: How many files were there already.
  type: int
  returned: success, or when sending them failed
  sample: 0
bytes_sent:
  description: How many bytes of files were sent, compressed ones as they were sent. Check mode does not compress.
  type: int
  returned: success, or when sending them failed
  sample: 1024
failure:
  description: Why the task failed, for playbooks to test. See M(azdo.pipelines.build_definition).
  type: dict
  returned: failure
  sample:
    code: already_exists
    status: null
    type_key: null
    message: "Artifact 'drop' of build 1 is there and differs from the task: d.txt has another content there"
    activity_id: null
    url: null
"""

from ansible_collections.azdo.pipelines.plugins.module_utils._build_artifact import run_build_artifact


def main() -> None:
    """Run the module."""
    run_build_artifact()


if __name__ == "__main__":
    main()
