# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials that are missing, wrong, or not enough."""

from __future__ import annotations

from .case import Case, existing, faulty, switched

WRONG = {"personal_access_token": "wrongwrongwrongwrongwrongwrongwrongwrongwrongwrongwr"}
EXPIRED = {"personal_access_token": "emulator-expired-pat"}
READ_ONLY = {"personal_access_token": "emulator-readonly-pat"}

CASES = [
    Case(
        "token: none",
        "authentication_failed",
        "No credential was given. Set personal_access_token (environment AZDO_PERSONAL_ACCESS_TOKEN or "
        "AZURE_DEVOPS_EXT_PAT) or access_token (environment SYSTEM_ACCESSTOKEN), or choose another auth_method.",
        {"personal_access_token": None},
    ),
    Case(
        "token: two",
        "invalid_option",
        "auth_method: personal_access_token and access_token are both set. Set one of them, or say auth_method.",
        {"access_token": "another"},
    ),
    Case(
        "token: of another method",
        "invalid_option",
        "access_token: is needed for auth_method bearer. Set it, or its environment variable.",
        {"auth_method": "bearer"},
    ),
    Case(
        "password: no user name",
        "invalid_option",
        "username: is not set, but password is. Set both, or their environment variables.",
        {"personal_access_token": None, "password": "S3CRET-hunter2"},
    ),
    Case(
        "password: beside a token",
        "invalid_option",
        "auth_method: personal_access_token and password are both set. Set one of them, or say auth_method.",
        {"username": "me", "password": "S3CRET-hunter2"},
    ),
    Case(
        "password: wrong, server",
        "authentication_failed",
        "OPTIONS {url}/_apis was answered with HTTP 401 Unauthorized: web page titled '401 - Unauthorized: "
        "Access is denied due to invalid credentials.' (ActivityId {activity}). Check username and password: on a "
        "server they are those of Windows, often with the domain before it. The credential is that of the option "
        "password.",
        {"personal_access_token": None, "username": "me", "password": "S3CRET-hunter2"},
        "server2020",
    ),
    Case(
        "ntlm: on the service",
        "invalid_option",
        "auth_method: ntlm is for servers, and organization_url leads to Azure DevOps Services. There give a personal "
        "access token, or sign in with auth_method entra.",
        {"auth_method": "ntlm", "username": "me", "password": "S3CRET-hunter2"},
    ),
    Case(
        "entra: two ways",
        "invalid_option",
        "entra: client_secret and certificate_path are both set. Set one of them: each is a way of its own.",
        {"personal_access_token": None, "entra": {"client_secret": "S3CRET-hunter2", "certificate_path": "/x"}},
    ),
    Case(
        "certificate: key alone",
        "invalid_option",
        "client_key: is set, but client_cert is not. Set both, or leave both out.",
        {"client_key": "/x"},
    ),
    Case(
        "token: with its scheme",
        "invalid_option",
        "personal_access_token: holds white space or characters that no token has. Give the token alone: no "
        "'Bearer', no quotes, nothing before or after it.",
        {"personal_access_token": "Bearer abcdefgh"},
    ),
    Case(
        "token: wrong, cloud",
        "authentication_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 401 Unauthorized "
        "(ActivityId {activity}). Check that the token is complete, not expired or revoked, made for this "
        "organisation, and has the scope Build (Read & execute). "
        "The credential is that of the option personal_access_token.",
        WRONG,
    ),
    Case(
        "token: wrong, server",
        "authentication_failed",
        "OPTIONS {url}/_apis was answered with HTTP 401 Unauthorized: web page titled '401 - Unauthorized: "
        "Access is denied due to invalid credentials.' (ActivityId {activity}). Check that the token is "
        "complete, not expired or revoked, made for this organisation, and has the scope Build (Read & "
        "execute). The credential is that of the option personal_access_token.",
        WRONG,
        "server2020",
    ),
    Case(
        "token: server without basic authentication",
        "authentication_failed",
        "OPTIONS {url}/_apis was answered with HTTP 401 Unauthorized. The server offers only NTLM: a token "
        "needs basic authentication, which is switched off there. Choose auth_method ntlm. "
        "The credential is that of the option personal_access_token.",
        profile="tfs2018",
        prepare=faulty("respond", status=401, body="", headers={"WWW-Authenticate": "NTLM"}),
    ),
    Case(
        "token: sign-in page with 203",
        "authentication_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 203 Non-Authoritative "
        "Information: sign-in page 'Azure DevOps Services | Sign In' (ActivityId {activity}). Check that the "
        "token is complete, not expired or revoked, made for this organisation, and has the scope Build "
        "(Read & execute). "
        "The credential is that of the option personal_access_token.",
        WRONG,
        prepare=switched(sign_in="page_203"),
    ),
    Case(
        "token: sign-in page with 200",
        "authentication_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 200 OK: a web page "
        "titled 'Azure DevOps Services | Sign In' instead of JSON (ActivityId {activity}). Check that the "
        "token is complete, not expired or revoked, made for this organisation, and has the scope Build "
        "(Read & execute). If the page is not one of Azure DevOps, something on the way answered: check "
        "proxy. "
        "The credential is that of the option personal_access_token.",
        WRONG,
        prepare=switched(sign_in="page_200"),
    ),
    Case(
        "token: redirect to sign in",
        "authentication_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 302 Found: a redirect "
        "to a sign-in page (ActivityId {activity}). Check that the token is complete, not expired or "
        "revoked, made for this organisation, and has the scope Build (Read & execute). "
        "The credential is that of the option personal_access_token.",
        WRONG,
        prepare=switched(sign_in="redirect"),
    ),
    Case(
        "token: expired, said",
        "authentication_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 401 Unauthorized: "
        "Access Denied: The Personal Access Token used has expired. (AccessCheckException, ActivityId "
        "{activity}). Make a new personal access token, and give that one. "
        "The credential is that of the option personal_access_token.",
        EXPIRED,
    ),
    Case(
        "token: expired, not said",
        "authentication_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 401 Unauthorized "
        "(ActivityId {activity}). Check that the token is complete, not expired or revoked, made for this "
        "organisation, and has the scope Build (Read & execute). "
        "The credential is that of the option personal_access_token.",
        EXPIRED,
        prepare=switched(expired_pat="challenge"),
    ),
    Case(
        "token: may only read, creates",
        "access_denied",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 403 Forbidden: "
        "TF215106: Access denied. Chuck Reinhart needs Edit build pipeline permissions to perform the "
        "action. For more information, contact the Azure DevOps administrator. (AccessDeniedException, "
        "ActivityId {activity}). Check the identity's permissions and the token's scopes: Build (Read & "
        "execute) is the least.",
        READ_ONLY,
        refused=True,
    ),
    Case(
        "token: may only read, changes",
        "access_denied",
        "PUT {url}/Fabrikam-Fiber-Git/_apis/build/definitions/1 was answered with HTTP 403 Forbidden: "
        "TF215106: Access denied. Chuck Reinhart needs Edit build pipeline permissions to perform the "
        "action. For more information, contact the Azure DevOps administrator. (AccessDeniedException, "
        "ActivityId {activity}). Check the identity's permissions and the token's scopes: Build (Read & "
        "execute) is the least.",
        {**READ_ONLY, "description": "new"},
        prepare=existing(),
        refused=True,
    ),
    Case(
        "token: may only read, deletes",
        "access_denied",
        "DELETE {url}/Fabrikam-Fiber-Git/_apis/build/definitions/1 was answered with HTTP 403 Forbidden: "
        "TF215106: Access denied. Chuck Reinhart needs Edit build pipeline permissions to perform the "
        "action. For more information, contact the Azure DevOps administrator. (AccessDeniedException, "
        "ActivityId {activity}). Check the identity's permissions and the token's scopes: Build (Read & "
        "execute) is the least.",
        {**READ_ONLY, "state": "absent"},
        prepare=existing(),
        refused=True,
    ),
    Case(
        "token: expires between read and write",
        "authentication_failed",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 203 Non-Authoritative "
        "Information: sign-in page 'Azure DevOps Services | Sign In'. Check that the token is complete, not "
        "expired or revoked, made for this organisation, and has the scope Build (Read & execute). "
        "The credential is that of the option personal_access_token.",
        prepare=faulty("sign_in", status=203, verb="POST"),
        refused=True,
    ),
]
