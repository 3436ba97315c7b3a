# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

from __future__ import annotations


class ModuleDocFragment:
    """Options of every module that talks to a server, in step with `CONNECTION_SPEC` of module_utils/_connection.py."""

    DOCUMENTATION = r"""
options:
  organization_url:
    description:
      - URL of the organization on Azure DevOps Services, for example V(https://dev.azure.com/contoso) or
        V(https://contoso.visualstudio.com), or of the project collection on a server, for example
        V(https://tfs.example.com/tfs/DefaultCollection). Not the URL of a project or of a page.
      - Required, here or in the environment. If it is not set in the task, the value of environment variable
        E(AZDO_ORG_SERVICE_URL) is used, then that of E(SYSTEM_COLLECTIONURI), which Azure Pipelines sets in its jobs.
      - For all options the task goes before the environment, and the environment before the default.
    type: str
    aliases:
      - collection_url
  project:
    description:
      - Name or GUID of the project. Spaces and any letters are fine, do not percent-encode them.
      - If it is not set in the task, the value of environment variable E(SYSTEM_TEAMPROJECT) is used, which
        Azure Pipelines sets in its jobs.
    type: str
  auth_method:
    description:
      - How to authenticate.
      - V(auto) takes O(personal_access_token) or O(access_token), whichever is set. One that is set in the task goes
        before one from the environment; if both come from the environment, O(personal_access_token) is used.
      - V(pat) sends O(personal_access_token) as the password of HTTP basic authentication. A server needs basic
        authentication switched on for it.
      - V(bearer) sends O(access_token) as a bearer token.
    type: str
    choices:
      - auto
      - pat
      - bearer
    default: auto
  personal_access_token:
    description:
      - Personal access token.
      - For reading it needs the scope C(Build - Read), for changes C(Build - Read & execute). To look up by name what
        a definition refers to, it also needs C(Code - Read) for repositories, C(Agent Pools - Read) for queues,
        C(Service Connections - Read) and C(Variable Groups - Read), each only when such a name is used.
      - If it is not set in the task, the value of environment variable E(AZDO_PERSONAL_ACCESS_TOKEN) is used, then that
        of E(AZURE_DEVOPS_EXT_PAT).
    type: str
  access_token:
    description:
      - Bearer token, for example one that Microsoft Entra issued, or the token of the running job in Azure Pipelines.
      - If it is not set in the task, the value of environment variable E(SYSTEM_ACCESSTOKEN) is used. Azure Pipelines
        passes it only to steps that map it into their environment.
    type: str
  api_version:
    description:
      - Version of the REST API that all requests are based on, for example V(5.1) or V(7.2-preview.8).
      - V(auto) uses V(7.1) on Azure DevOps Services, and on a server the newest version that it offers, for which it is
        asked once.
    type: str
    default: auto
  product:
    description:
      - What answers at O(organization_url).
      - V(auto) takes C(dev.azure.com) and C(*.visualstudio.com) for Azure DevOps Services and everything else for a
        server (Azure DevOps Server or Team Foundation Server).
      - Set V(services) when Azure DevOps Services is reached by another host name.
    type: str
    choices:
      - auto
      - services
      - server
    default: auto
  validate_certs:
    description:
      - Whether to check the server's TLS certificate. Set it to V(false) only for trying things out.
    type: bool
    default: true
  ca_path:
    description:
      - File of PEM certificates, or folder of such files prepared with C(openssl rehash), of the authorities to trust.
      - Without it the environment variables E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE) are honoured, then the
        certificates that the Python library C(requests) brings are used.
      - Has no effect when O(validate_certs=false).
    type: path
  proxy:
    description:
      - URL of the proxy to use, for example V(http://proxy.example.com:3128). Its user name and password may be part of
        the URL; because of them the value is not logged.
      - Without it the environment variables E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY) are honoured.
    type: str
  timeout:
    description:
      - Seconds to wait for a connection, and for the server to send anything more.
    type: int
    default: 30
  retries:
    description:
      - How often a request is repeated that failed for a reason that may pass, namely a broken connection or the HTTP
        status 429, 502, 503 or 504. A request that creates something is repeated only when it was surely not
        processed.
    type: int
    default: 5
  retry_max_wait:
    description:
      - The most seconds that one request waits in total, because of repeated attempts or because the service asked to.
    type: int
    default: 300
requirements:
  - requests (Python library) where the module runs
notes:
  - Modules run where the task is sent to. To run them on the controller, use C(delegate_to=localhost) or
    C(connection=local).
"""
