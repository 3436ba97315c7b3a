# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is calling, and how the products reject a credential (api-facts §3.3, §7)."""

from __future__ import annotations

import base64
import binascii
import uuid
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from .errors import VSS, ServiceError
from .profiles import Profile

SCHEMES = ("pat", "bearer", "basic")

SIGN_IN_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html lang="en-US">
<head><title>
            Azure DevOps Services | Sign In
</title></head>
<body><p>Sign in to your account to continue.</p></body>
</html>
"""
IIS_401_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>401 - Unauthorized: Access is denied due to invalid credentials.</title></head>
<body><h1>Server Error</h1><h2>401 - Unauthorized: Access is denied due to invalid credentials.</h2>
<h3>You do not have permission to view this directory or page using the credentials that you supplied.</h3></body>
</html>
"""


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    unique_name: str

    @staticmethod
    def named(name: str, unique_name: str) -> Person:
        return Person(str(uuid.uuid5(uuid.NAMESPACE_URL, unique_name)), name, unique_name)


NORMAL_PAULK = Person("d6245f20-2af8-44f4-9451-8107cb2767db", "Normal Paulk", "fabrikamfiber16@hotmail.com")
ANOTHER = Person.named("Chuck Reinhart", "fabrikamfiber3@hotmail.com")


@dataclass
class Credential:
    """`scheme` is `pat` (Basic, any user name), `bearer` (also as Basic password), or `basic` (user and password)."""

    scheme: str
    secret: str = field(repr=False)
    user: str | None = None
    read_only: bool = False
    expired: bool = False
    person: Person = NORMAL_PAULK

    @staticmethod
    def from_json(data: dict[str, Any]) -> Credential:
        """Raises ValueError for an unknown scheme or a missing secret."""
        if data.get("scheme", "pat") not in SCHEMES or not isinstance(data.get("secret"), str):
            raise ValueError("a credential needs a secret, and a scheme of pat, bearer or basic")
        name = data.get("name")
        person = Person.named(name, f"{name}@example.com".lower().replace(" ", ".")) if name else NORMAL_PAULK
        return Credential(
            scheme=data.get("scheme", "pat"),
            secret=data["secret"],
            user=data.get("user"),
            read_only=bool(data.get("read_only")),
            expired=bool(data.get("expired")),
            person=person,
        )


def default_credentials() -> list[Credential]:
    return [
        Credential("pat", "emulator-pat"),
        Credential("bearer", "emulator-token"),
        Credential("pat", "emulator-readonly-pat", read_only=True, person=ANOTHER),
        Credential("pat", "emulator-expired-pat", expired=True),
    ]


def find(credentials: list[Credential], header: str | None) -> Credential | None:
    """The configured credential that an Authorization header holds, or None."""
    scheme, _blank, rest = (header or "").partition(" ")
    if scheme.lower() == "bearer":
        return next((item for item in credentials if item.scheme == "bearer" and item.secret == rest.strip()), None)
    if scheme.lower() != "basic":
        return None
    try:
        user, _colon, password = base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    for item in credentials:
        if item.secret == password and (item.scheme != "basic" or item.user == user):
            return item
    return None


def reject(request: Request, profile: Profile, switches: dict[str, Any], expired: bool) -> Response:
    """The answer to a missing, wrong or expired credential."""
    if not profile.hosted:
        answer = HTMLResponse(IIS_401_PAGE, 401)
        for challenge in (f'Basic realm="{request.url.hostname}"', "Negotiate", "NTLM"):
            answer.headers.append("WWW-Authenticate", challenge)
        return answer
    if switches["sign_in"] == "page_203":
        return HTMLResponse(SIGN_IN_PAGE, 203)
    if switches["sign_in"] == "page_200":
        return HTMLResponse(SIGN_IN_PAGE, 200)
    realm = {"WWW-Authenticate": 'Basic realm="https://tfsprodsin1.app.visualstudio.com/"'}
    suppressed = request.headers.get("x-tfs-fedauthredirect", "").lower() == "suppress"
    if switches["sign_in"] == "redirect" or not suppressed:
        target = "https://spsprodsin1.vssps.visualstudio.com/_signin?realm=dev.azure.com"
        headers = {"X-TFS-FedAuthRealm": "https://tfsprodsin1.app.visualstudio.com/", "X-TFS-FedAuthIssuer": target}
        return RedirectResponse(target, 302, headers)
    if expired and switches["expired_pat"] == "json":
        return JSONResponse(_expired().body(), 401, realm)
    return Response(b"", 401, realm)


def _expired() -> ServiceError:
    custom = {
        "Descriptor": None,
        "IdentityDisplayName": None,
        "Token": None,
        "RequestedPermissions": 0,
        "NamespaceId": "00000000-0000-0000-0000-000000000000",
    }
    message = "Access Denied: The Personal Access Token used has expired."
    namespace = VSS.replace("Services.WebApi.{}", "Services.Security.{}", 1)
    return ServiceError(401, "AccessCheckException", message, namespace, custom)
