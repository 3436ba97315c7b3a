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
      - V(auto) takes V(pat), V(bearer), V(basic) or V(entra), whichever is the one whose O(personal_access_token),
        O(access_token), O(password) or O(entra) is set. One that is set in the task goes before one from the
        environment; of several in the environment the first in this order is used.
      - V(pat) sends O(personal_access_token) as the password of HTTP basic authentication. A server needs basic
        authentication switched on for it.
      - V(bearer) sends O(access_token) as a bearer token.
      - V(basic) sends O(username) and O(password). A server needs basic authentication switched on for it; the service
        takes no passwords.
      - V(entra) signs in to Microsoft Entra as O(entra) says, and again during long runs. For the service only. Needs
        the Python library C(azure-identity).
      - V(ntlm) answers the challenge of a server with O(username) and O(password). Needs the Python library
        C(pyspnego).
      - V(kerberos) uses the ticket that C(kinit) has got, or gets one for O(username) and O(password). For servers.
        Needs the Python library C(pyspnego[kerberos]).
      - V(negotiate) uses Kerberos where it can be had, else NTLM. For servers. Needs the Python library C(pyspnego),
        for Kerberos C(pyspnego[kerberos]).
    type: str
    choices:
      - auto
      - pat
      - bearer
      - basic
      - entra
      - ntlm
      - kerberos
      - negotiate
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
      - A token of a running job has the permissions of its build service identity. To change definitions, that identity
        needs C(View build pipeline), C(Edit build pipeline), and for deletions C(Delete build pipeline).
    type: str
  username:
    description:
      - Name of the user for V(basic), V(ntlm), V(kerberos) and V(negotiate) of O(auth_method), as the server knows it,
        for example V(CONTOSO\\svc-pipelines) or V(svc-pipelines@contoso.example). For Kerberos the realm is written in
        capitals.
      - The user needs C(View build pipeline), C(Edit build pipeline), and for deletions C(Delete build pipeline).
      - If it is not set in the task, the value of environment variable E(AZDO_USERNAME) is used.
    type: str
  password:
    description:
      - Password of O(username). For V(kerberos) and V(negotiate) of O(auth_method) both may be left out.
      - If it is not set in the task, the value of environment variable E(AZDO_PASSWORD) is used.
    type: str
  entra:
    description:
      - How to sign in to Microsoft Entra.
      - The service principal or managed identity must be a user of the organization with access level C(Basic), and
        needs C(View build pipeline), C(Edit build pipeline), and for deletions C(Delete build pipeline). It needs no
        role in Azure and no permission for an API. The token is for the scope
        C(499b84ac-1321-427f-aa17-267ca6975798/.default), which is Azure DevOps.
      - O(proxy), O(ca_path), O(validate_certs) and O(timeout) hold for the way to Microsoft Entra too.
    type: dict
    suboptions:
      method:
        description:
          - How to sign in. If it is not set, O(entra.client_secret), O(entra.certificate_path) or
            O(entra.federated_token_file) tells it, whichever is set, else it is V(default).
          - V(client_secret) and V(certificate) are for an application with a secret or a certificate.
          - V(workload_identity) exchanges a token that another issuer gave, for example Kubernetes or a pipeline.
          - V(managed_identity) uses the identity of the virtual machine or service of Azure that the module runs on.
          - V(azure_cli) uses the login of C(az login).
          - V(default) tries what C(azure-identity) calls its default chain, which reads its environment variables.
        type: str
        choices:
          - client_secret
          - certificate
          - workload_identity
          - managed_identity
          - azure_cli
          - default
      tenant_id:
        description:
          - Id of the directory, or one of its domains. For all methods but V(managed_identity) and V(default).
          - If it is not set, E(AZURE_TENANT_ID) is used, but not for V(azure_cli).
        type: str
      client_id:
        description:
          - Id of the application, or for V(managed_identity) that of a user-assigned identity.
          - If it is not set, E(AZURE_CLIENT_ID) is used, but not for V(managed_identity).
        type: str
      client_secret:
        description:
          - Secret of the application. If it is not set, E(AZURE_CLIENT_SECRET) is used.
        type: str
      certificate_path:
        description:
          - File with the certificate of the application and its private key, PEM or PKCS12. If it is not set,
            E(AZURE_CLIENT_CERTIFICATE_PATH) is used.
        type: path
      certificate_password:
        description:
          - Password of the file. If it is not set, E(AZURE_CLIENT_CERTIFICATE_PASSWORD) is used.
        type: str
      federated_token_file:
        description:
          - File with the token to exchange. If it is not set, E(AZURE_FEDERATED_TOKEN_FILE) is used.
        type: path
      authority_host:
        description:
          - Host to sign in at, for clouds other than the public one, for example V(login.microsoftonline.us). If it is
            not set, E(AZURE_AUTHORITY_HOST) is used.
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
        They take the place of those that are trusted otherwise.
      - Without it the environment variables E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE) are honoured, then the
        certificates that the Python library C(requests) brings are used.
      - Has no effect when O(validate_certs=false).
    type: path
  client_cert:
    description:
      - File with the certificate to show to a server that asks for one, PEM, the certificates of its authorities after
        it. May hold the private key too. It goes together with any O(auth_method), and to no other host.
    type: path
  client_key:
    description:
      - File with the private key of O(client_cert), PEM, not encrypted.
    type: path
  proxy:
    description:
      - URL of the proxy to use, for example V(http://proxy.example.com:3128). Its user name and password may be part of
        the URL; because of them the value is not logged.
      - Without it the environment variables E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY) are honoured. With it
        everything goes through it, whatever E(NO_PROXY) says.
    type: str
  timeout:
    description:
      - Seconds to wait for a connection, and for the server to send anything more.
      - An answer as a whole may take ten times as long. A download may take any time, as long as it brings 1 KiB a
        second on average in each such stretch.
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
  - azure-identity (Python library) for O(auth_method=entra)
  - pyspnego (Python library) for O(auth_method=ntlm), O(auth_method=negotiate) and O(auth_method=kerberos), the last
    with its extra C(kerberos)
notes:
  - Modules run where the task is sent to. To run them on the controller, use C(delegate_to=localhost) or
    C(connection=local).
"""
