# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""From an error answer to an exception: first by what the message is known to mean, then by type key, then by status.

The status comes last because for several cases it is unknown or misleading: a missing project is a 400 by id and
a 404 by name, a wrong revision is a 404 (api-facts §3.1, §3.2, §9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

from ansible_collections.azdo.pipelines.plugins.module_utils._answers import RawAnswer, ServerMessage, server_message
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    ConflictError,
    ConnectionError_,
    InvalidRequestError,
    NotFoundError,
    PermissionError_,
    ResponseError,
    ServerError,
    ThrottledError,
    TimeoutError_,
    VersionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._network import CLIENT_CERTIFICATE_HINT, proxy_hint
from ansible_collections.azdo.pipelines.plugins.module_utils._urls import BaseUrl
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion, product_for

_Error = TypeVar("_Error", bound=AzdoError)

CREDENTIAL_HINT = (
    "Check that the token is complete, not expired or revoked, made for this organisation, and has the scope "
    "Build (Read & execute)."
)
PERMISSION_HINT = "Check the identity's permissions and the token's scopes: Build (Read & execute) is the least."
COLLECTION_HINT = "Check that organization_url names the project collection, for example {example}."
WEB_PAGE_HINT = "If the page is not one of Azure DevOps, something on the way answered: check proxy."

_SIGN_IN = re.compile(
    r"_signin|/signin|/login|/oauth2?/|/adfs/|login\.microsoftonline\.|login\.live\.|login\.windows\.net|\bsps\w*\.",
    re.IGNORECASE,
)
_LATEST = re.compile(r"latest REST API version this server supports is ([0-9]+\.[0-9]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """What an answer is taken for."""

    error: type[AzdoError]
    hint: str = ""
    code: str | None = None


#: Messages whose meaning neither the type key nor the status gives. Sources: api-facts §1.2, §2.3, §3.2; corpus error/.
_BY_MESSAGE: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (
            r"classic pipelines are disabled",
            Kind(
                InvalidRequestError,
                "Use yaml_filename, or switch off 'Disable creation of classic build pipelines' in the settings of "
                "the project and of the organisation (Pipelines, Settings).",
                "classic_pipelines_disabled",
            ),
        ),
        (
            r"TF24668|collection is stopped",
            Kind(ServerError, "An administrator must start it again.", "collection_stopped"),
        ),
        (r"TF400733|exceeding usage of resource", Kind(ThrottledError, "Send less at once, or try again later.")),
        (
            r"access token used has expired",
            Kind(AuthenticationError, "Make a new personal access token, and give that one."),
        ),
        (
            r"VS403463|conditional access policy",
            Kind(PermissionError_, "Run from a place that the organisation's conditional access policy allows."),
        ),
        (r"TF400813", Kind(AuthenticationError, CREDENTIAL_HINT)),
        (
            # what nginx answers
            r"^web page titled '400 (No required SSL certificate was sent|The SSL certificate error)'",
            Kind(PermissionError_, CLIENT_CERTIFICATE_HINT),
        ),
        (
            r"TF200016|VS800075|following project does not exist",
            Kind(
                NotFoundError,
                "Check project: its name or GUID, in this organisation or collection, and visible to the identity.",
                "project_not_found",
            ),
        ),
        (
            r"Parameter name: definition\.Name\b",
            Kind(
                InvalidRequestError,
                "Check name and new_name: the server does not take this name. Shorten it, or leave out characters "
                "such as / : and *.",
            ),
        ),
        (
            r"projectId must not be Guid\.Empty",
            Kind(InvalidRequestError, "Set project: this request is about a project."),
        ),
        (
            r"a task is missing",
            Kind(InvalidRequestError, "Install the extension that brings the task, or name another task."),
        ),
        (
            (
                r"is under preview|out of range for this server|outside the valid version range"
                r"|does not support resource .* at API version|invalid api version string|no api-version was supplied"
            ),
            Kind(VersionError, "Leave api_version at 'auto', or pin one that the server offers."),
        ),
        (
            r"does not implement IController|no HTTP resource was found",
            Kind(
                NotFoundError,
                "Check organization_url. A server that is older than the request does not have the address either.",
                "route_not_found",
            ),
        ),
    )
)

#: Type keys by pattern; `Exception` at their end is cut off before.
_BY_TYPE_KEY: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"ProjectDoesNotExist", Kind(NotFoundError, "", "project_not_found")),
        (
            r"CannotDelete\w*Retained",
            Kind(ConflictError, "Remove the retention of its builds and its leases first.", "retained"),
        ),
        (r"^QueueNotFound", Kind(NotFoundError, "Check queue: the name or id of an agent queue of the project.")),
        (r"^GitRepositoryNotFound", Kind(NotFoundError, "Check repository: its name, id and project.")),
        (r"^FolderNotFound", Kind(NotFoundError, "Leave create_folder on, or create the folder first.")),
        (
            r"^InvalidFolder",
            Kind(InvalidRequestError, "Check path and new_path: the server does not take this folder."),
        ),
        (r"(NotFound|DoesNotExist)", Kind(NotFoundError)),
        (
            r"^VariableNameIsReserved",
            Kind(InvalidRequestError, "Give the variable another name: the service sets this one itself."),
        ),
        (
            r"(Exists|AlreadyExists)$",
            Kind(ConflictError, "Choose another name or folder, or manage the existing object.", "already_exists"),
        ),
        (r"Conflict$|Concurren|RevisionMismatch|Stale", Kind(ConflictError)),
        (r"^Vss\w*Version|^VersionNotSupported", Kind(VersionError, "Leave api_version at 'auto'.")),
        (r"AccessDenied|InvalidAccess|AccessCheck|PermissionDenied", Kind(PermissionError_, PERMISSION_HINT)),
        (r"Unauthorized|InvalidIdentity", Kind(AuthenticationError, CREDENTIAL_HINT)),
        (r"RequestBlocked|RequestCancel", Kind(ThrottledError, "Send less at once, or try again later.")),
        (r"^Argument|^Invalid|^Missing|Format$|NotSupported|IsReserved|Validation", Kind(InvalidRequestError)),
    )
)

_BY_STATUS: dict[int, Kind] = {
    401: Kind(AuthenticationError, CREDENTIAL_HINT),
    403: Kind(PermissionError_, PERMISSION_HINT),
    404: Kind(NotFoundError, "It does not exist, or the identity may not see it."),
    407: Kind(ConnectionError_),
    408: Kind(TimeoutError_, "The server did not get the whole request in time: check the network and proxy."),
    409: Kind(ConflictError),
    410: Kind(NotFoundError),
    412: Kind(ConflictError),
    429: Kind(ThrottledError, "Send less at once, or try again later."),
}


def classify(verb: str, url: str, raw: RawAnswer, base: BaseUrl) -> AzdoError | None:
    """The error that `raw` stands for, or None for an answer that can be parsed. `url` is fit to be shown."""
    disguised = _sign_in_page(raw)
    if disguised:
        hint = f"{CREDENTIAL_HINT} {WEB_PAGE_HINT}" if raw.status == 200 else CREDENTIAL_HINT
        return _build(AuthenticationError, verb, url, raw, ServerMessage(disguised), hint)
    if 300 <= raw.status < 400:
        return _redirect(verb, url, raw)
    if raw.status < 200 or raw.status == 206:
        return foreign_success(verb, url, raw, "nobody asked for a part of it, or for anything before it")
    if raw.status < 300:
        return None
    said = server_message(raw)
    kind = _kind(raw, said)
    hint, code = kind.hint, kind.code
    if kind.error is NotFoundError and said.type_key is None:
        code, hint = _missing_place(url, raw, said, base, kind)
    if kind.error is AuthenticationError and raw.status == 401:
        hint = _challenge_hint(raw) or hint
    if raw.status == 407:
        hint = proxy_hint(_schemes(raw.headers.get("Proxy-Authenticate", "")))
    if kind.error is VersionError:
        hint = _version_hint(said.text) or hint
    return _build(kind.error, verb, url, raw, said, hint, code)


def foreign_success(verb: str, url: str, raw: RawAnswer, reason: str) -> ResponseError:
    """The error for a 2xx whose body is not the JSON that was asked for."""
    return _build(
        ResponseError,
        verb,
        url,
        raw,
        ServerMessage(reason),
        "Something between here and the server may have answered in its place: check organization_url and proxy.",
    )


def _kind(raw: RawAnswer, said: ServerMessage) -> Kind:
    for pattern, kind in _BY_MESSAGE:
        if pattern.search(said.text):
            return kind
    # A 401 is about the credential, whatever type the server wraps it in (corpus error/011, error/021).
    if raw.status == 401:
        return _BY_STATUS[401]
    short = re.sub(r"Exception$", "", said.type_key or "")
    for pattern, kind in _BY_TYPE_KEY:
        if short and pattern.search(short):
            return kind
    if raw.status in _BY_STATUS:
        return _BY_STATUS[raw.status]
    return Kind(ServerError, "Try again later.") if raw.status >= 500 else Kind(InvalidRequestError)


def collection_hint(base: BaseUrl) -> str:
    """What a collection's URL looks like on the server that was asked."""
    origin = "/".join(base.url.split("/")[:3])
    below = base.url if base.seems_without_collection and base.segments else f"{origin}/tfs"
    return COLLECTION_HINT.format(example=f"{below}/DefaultCollection")


def _missing_place(url: str, raw: RawAnswer, said: ServerMessage, base: BaseUrl, kind: Kind) -> tuple[str | None, str]:
    """Code and hint for a "not found" that is not about an object: a web page, or an address that leads nowhere."""
    no_place = raw.is_html or not said.text
    project = base.segments[-1] if len(base.segments) > 1 else None
    if project and f"/{quote(project, safe='')}/{quote(project, safe='')}/_apis".lower() in url.lower():
        return kind.code, f"The project is the last part of organization_url: give {base.url.rpartition('/')[0]} there."
    if base.product == "server" and (base.seems_without_collection or no_place):
        return "collection_not_found", collection_hint(base)
    if no_place:
        return "collection_not_found", "Check the name of the organisation in organization_url."
    return kind.code, kind.hint


def _sign_in_page(raw: RawAnswer) -> str:
    """What gives a rejected credential away that is not a 401 (api-facts §3.3); '' for any other answer."""
    if raw.status == 203:
        return f"sign-in page {raw.title!r}" if raw.title else "a sign-in page"
    if 300 <= raw.status < 400:
        location = re.split("[?#]", raw.headers.get("Location", ""))[0]
        federated = raw.headers.get("X-TFS-FedAuthRealm") or raw.headers.get("X-TFS-FedAuthIssuer")
        return "a redirect to a sign-in page" if federated or _SIGN_IN.search(location) else ""
    if 200 <= raw.status < 300 and raw.is_html:
        return f"a web page titled {raw.title!r} instead of JSON" if raw.title else "a web page instead of JSON"
    return ""


def _redirect(verb: str, url: str, raw: RawAnswer) -> AzdoError:
    if raw.status not in (301, 302, 303, 307, 308):
        return foreign_success(verb, url, raw, "that is no answer to what was asked")
    try:
        target = urlsplit(urljoin(url, raw.headers.get("Location", "")))
        host = f"{target.scheme}://{target.netloc.rpartition('@')[2]}"
    except ValueError:
        host = "an address that is none"
    return _build(
        ResponseError,
        verb,
        url,
        raw,
        ServerMessage(f"redirect to {host}"),
        f"Credentials do not follow redirects. If {host} is the right server, put it in organization_url.",
        "unexpected_redirect",
    )


def _challenge_hint(raw: RawAnswer) -> str:
    """A server whose IIS has basic authentication switched off cannot take a personal access token (peers #43)."""
    challenges = raw.headers.get("WWW-Authenticate", "").lower()
    if challenges and "basic" not in challenges and "bearer" not in challenges:
        offered = [name for name in ("NTLM", "Negotiate") if name.lower() in challenges]
        if offered:
            return (
                f"The server offers only {', '.join(offered)}: a token needs basic authentication, which is switched "
                f"off there. Choose auth_method {' or '.join(offered).lower()}."
            )
    return ""


def _schemes(challenges: str) -> list[str]:
    """The schemes that a header of challenges names, those that are known."""
    return [
        name
        for name in ("Basic", "Digest", "NTLM", "Negotiate", "Kerberos", "Bearer")
        if re.search(rf"(^|,)\s*{name}\b", challenges, re.IGNORECASE)
    ]


def _version_hint(text: str) -> str:
    found = _LATEST.search(text)
    if not found:
        return ""
    latest = ApiVersion.parse(found.group(1))
    return f"The server is {product_for(latest)}: set api_version to '{latest}', or leave it at 'auto'."


def _build(
    error: type[_Error],
    verb: str,
    url: str,
    raw: RawAnswer,
    said: ServerMessage,
    hint: str,
    code: str | None = None,
) -> _Error:
    problem = f"{verb} {url} was answered with HTTP {raw.status} {raw.reason}".rstrip()
    if said.text:
        problem += f": {said.text}"
    details = [detail for detail in (said.type_key, raw.activity_id and f"ActivityId {raw.activity_id}") if detail]
    if details:
        problem += f" ({', '.join(details)})"
    return error(
        problem,
        hint=hint,
        code=code,
        status=raw.status,
        type_key=said.type_key,
        server_message=said.text or None,
        activity_id=raw.activity_id,
        url=url,
    )
