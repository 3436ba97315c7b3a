#!/usr/bin/python

# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_artifact_info
short_description: Read and download the artifacts of a build of Azure DevOps or TFS
version_added: 1.0.0
description:
  - Lists the artifacts of a build, or reads one of them.
  - With O(dest) it downloads the files of one artifact. It never writes to the server.
  - Artifacts of the types C(Container), C(PipelineArtifact) and C(FilePath) can be downloaded, the last where its share
    is mounted. Other types name a place outside of the service, and are refused with what they name.
  - An artifact that does not exist is an empty list, not an error, unless it is to be downloaded. A build that does not
    exist is an error.
extends_documentation_fragment:
  - azdo.pipelines._attributes
  - azdo.pipelines._attributes.action_group
  - azdo.pipelines._build
  - azdo.pipelines._connection
attributes:
  check_mode:
    support: full
    details:
      - Nothing is downloaded. RV(files) says what would be.
      - Of an archive it cannot be known which of its files differ, so RV(changed) is V(true) and RV(files) is empty.
        A C(PipelineArtifact) is always an archive.
  diff_mode:
    support: none
    details:
      - RV(files) says which files were written.
  idempotent:
    support: full
    details:
      - Files that are in O(dest) already and are equal are not written again.
options:
  name:
    description:
      - The name of one artifact. Case does not matter where no artifact has it exactly so.
    type: str
  dest:
    description:
      - Download the files of O(name) into this folder, each below it by its path inside the artifact. The folder is
        made if it is not there.
      - Only files that differ are written. Files of a container are compared by size and by the hash that the service
        shows; where it shows none, and for files of a share, by size and time of modification, which a download sets to
        that of the service. Files of an archive are compared by size and CRC-32.
      - Other files in the folder stay as they are.
      - Every file is written under a temporary name beside its final one and renamed when it is complete.
    type: path
  patterns:
    description:
      - Download only the files whose path inside the artifact matches one of these. Without it all files are meant.
      - V(*) and V(?) stand for characters within a part of a path, V([abc]) for one of several, V(**) for any number of
        parts. So V(*.dll) means files at the top, V(**/*.dll) means them everywhere.
      - A pattern that begins with V(!) leaves out what those before it have let in. If all begin so, every other file
        is meant.
    type: list
    elements: str
  concurrency:
    description:
      - How many files are fetched at once, from 1 to 16. There are fewer while the service throttles.
    type: int
    default: 4
  max_size:
    description:
      - The most that the files to be downloaded, and an archive, may have together. More is refused.
    type: bytes
    default: 50G
  share_mounts:
    description:
      - The shares that are mounted where the module runs, for artifacts of type C(FilePath), as share and folder.
      - The key is the share or a folder in it as the artifact names it, such as V(\\\\server\\drops), the value is the
        folder that it is mounted on. Case and the kind of slash in the key do not matter. The longest key that fits is
        used.
    type: dict
requirements:
  - requests
notes:
  - A file that is already there and differs is replaced, also when somebody changed it on purpose.
  - Archives with paths that lead out of O(dest), with links, with the same name twice or that are zip bombs are refused
    as a whole, before anything is written. Nothing is written through a link inside O(dest) that leads out of it.
  - Files are made with the permissions of new files. The service keeps none.
  - Content that the service sends to another address is fetched without the credential, and never without TLS if
    O(organization_url) has it.
seealso:
  - module: azdo.pipelines.build_artifact
author:
  - The azdo.pipelines authors (@azdo)
"""

EXAMPLES = r"""
- name: What a build has produced
  azdo.pipelines.build_artifact_info:
    project: Fabrikam-Fiber-Git
    build_id: 1
  register: build

- name: Get the libraries of the newest good build
  azdo.pipelines.build_artifact_info:
    project: Fabrikam-Fiber-Git
    definition: website
    latest:
      branch: main
      result: succeeded
    name: drop
    dest: /tmp/website
    patterns:
      - bin/**/*.dll
      - '!**/*.test.dll'

- name: Get what an old build left on a share
  azdo.pipelines.build_artifact_info:
    project: Fabrikam-Fiber-Git
    build_id: 1
    name: installers
    dest: /tmp/installers
    share_mounts:
      \\fileserver\drops: /tmp/fileserver/drops
"""

RETURN = r"""
artifacts:
  description:
    - The artifacts as the REST API answers them, in its order. One at most with O(name).
    - Tickets and signatures in addresses are masked, because whoever has them can download.
  type: list
  elements: dict
  returned: success
  sample:
    - id: 7
      name: drop
      source: 12f1170f-54f2-53f3-20dd-22fc7dff55f9
      resource:
        type: Container
        data: '#/2121/drop'
        properties:
          artifactsize: '2097152'
        url: https://dev.azure.com/contoso/Fabrikam/_apis/build/builds/527/artifacts?artifactName=drop&api-version=7.1
        downloadUrl: https://dev.azure.com/contoso/Fabrikam/_apis/build/builds/527/artifacts?artifactName=drop&api-version=7.1&%24format=zip
build:
  description: The build that was meant.
  type: dict
  returned: success
  sample:
    id: 527
    buildNumber: '20261121.3'
    status: completed
    result: succeeded
    sourceBranch: refs/heads/main
    definition:
      id: 12
      name: website
      path: \web
changed:
  description: Whether a file was written to O(dest). Always V(false) without O(dest).
  type: bool
  returned: success
  sample: true
files:
  description:
    - The files of the artifact that are meant, by path. When the task fails, those that were dealt with before.
  type: list
  elements: dict
  returned: when O(dest) is given
  contains:
    path:
      description: The path below O(dest).
      type: str
      returned: always
      sample: bin/website.dll
    size:
      description: The size in bytes.
      type: int
      returned: always
      sample: 153600
    action:
      description: V(fetched), or V(unchanged) for a file that was there already.
      type: str
      returned: always
      sample: fetched
download:
  description: How the files were brought here.
  type: dict
  returned: success, when O(dest) is given
  contains:
    source:
      description: V(container), V(archive) or V(share).
      type: str
      returned: always
      sample: container
    compared:
      description: By what files that are there were told from those to be fetched.
      type: str
      returned: always
      sample: size and hash, or size and time of modification where the service shows no hash
    files_fetched:
      description: How many files were written.
      type: int
      returned: always
      sample: 12
    files_unchanged:
      description: How many files were there already.
      type: int
      returned: always
      sample: 3
    bytes_fetched:
      description: How many bytes the written files have.
      type: int
      returned: always
      sample: 2097152
failure:
  description: Why the task failed, for playbooks to test. See M(azdo.pipelines.build_definition).
  type: dict
  returned: failure
  sample:
    code: not_found
    status: 404
    type_key: BuildNotFoundException
    message: The requested build 527 could not be found.
    activity_id: 4bd2d8a3-5c4b-4b1f-8d3a-0f7a5f7c1c7e
    url: https://dev.azure.com/contoso/Fabrikam/_apis/build/builds/527
"""

from ansible_collections.azdo.pipelines.plugins.module_utils._build_artifact_info import run_build_artifact_info


def main() -> None:
    """Run the module."""
    run_build_artifact_info()


if __name__ == "__main__":
    main()
