# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Organisation and collection URLs, and the request URLs built on them (api-facts §1.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError

OPTION = "organization_url"
EXAMPLES = "https://dev.azure.com/contoso, or https://tfs.example.com/tfs/DefaultCollection for a server"

CLOUD_HOST = "dev.azure.com"
LEGACY_CLOUD_SUFFIX = ".visualstudio.com"

#: Query values are never shown: a filter may hold what its user regards as private.
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


class BaseUrl:
    """A valid organisation or collection URL.

    `url` has no trailing slash and is percent-encoded; `host` is lower case; `product` is 'services' or 'server'.
    """

    def __init__(self, url: str, host: str, segments: list[str], product: str) -> None:
        self.url = url
        self.host = host
        self.segments = segments
        self.product = product

    def __repr__(self) -> str:
        return f"BaseUrl({self.url!r}, {self.product!r})"

    @property
    def is_clear_text(self) -> bool:
        """Whether credentials would cross a network unencrypted (the machine itself is no network)."""
        return self.url.startswith("http:") and self.host not in {"localhost", "127.0.0.1", "::1"}

    @property
    def seems_without_collection(self) -> bool:
        """Whether a server URL most likely lacks its collection: nothing after the host, or the `tfs` directory."""
        return self.product == "server" and [segment.lower() for segment in self.segments] in ([], ["tfs"])


def is_cloud_host(host: str) -> bool:
    """Whether `host` (lower case) is Azure DevOps Services."""
    return host == CLOUD_HOST or host.endswith(LEGACY_CLOUD_SUFFIX)


def parse_base_url(text: str, product: str = "auto") -> BaseUrl:
    """Read what the user gave as `organization_url`.

    `product`: 'services', 'server', or 'auto' to decide by the host. Raises `OptionError` that never repeats
    a password or a query, and says what would be right where that can be told.
    """
    parts, host, port = _split(text.strip())
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    if any(segment in {".", ".."} for segment in segments):
        raise OptionError(OPTION, "the path holds '.' or '..'", f"Give the plain URL: {EXAMPLES}.")
    origin = f"{parts.scheme.lower()}://{_authority(host, port)}"
    cloud = is_cloud_host(host)
    _refuse_pasted(origin, host, segments, bool(parts.query or parts.fragment))
    if cloud:
        _check_cloud(parts.scheme.lower(), origin, host, segments)
    kind = product if product != "auto" else ("services" if cloud else "server")
    url = "/".join([origin, *(quote(segment, safe="") for segment in segments)])
    return BaseUrl(url, host, segments, kind)


def check_project(project: str | None) -> str | None:
    """The project's name or GUID, trimmed; None when there is none. Raises `OptionError` for what no project can be."""
    name = (project or "").strip()
    if not name:
        return None
    if name in {".", ".."} or "/" in name or "\\" in name:
        raise OptionError("project", f"{name!r} is not the name of a project", "Give its name or GUID alone, no path.")
    return name


def request_url(base: str, project: str | None, path: str, query: Mapping[str, Any] | None = None) -> str:
    """The URL of a request. `path` starts with `_apis/` and is encoded already; `project` and `query` are not.

    Query values: None leaves the parameter out, booleans become true/false, lists are joined with commas. Raises
    `OptionError` for a project that would lead out of the organization.
    """
    parts = [base]
    if project is not None:
        if project in {".", ".."}:
            # not only the task's own: another may be named for a repository, a trigger or an origin
            check_project(project)
        parts.append(quote(project, safe=""))
    parts.append(path)
    url = "/".join(parts)
    pairs = [
        f"{quote(key, safe='$')}={quote(_text(value), safe='')}"
        for key, value in (query or {}).items()
        if value is not None
    ]
    return f"{url}?{'&'.join(pairs)}" if pairs else url


def without_query(url: str) -> str:
    """`url` without query, fragment and credentials: fit to be shown."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ",".join(_text(item) for item in value)
    return str(value)


def _split(text: str) -> tuple[SplitResult, str, int | None]:
    """Scheme, host and port of `text`, checked."""
    if not text:
        raise OptionError(OPTION, "is empty", f"Give {EXAMPLES}.")
    if "\\" in text or _CONTROL.search(text.replace(" ", "")):
        raise OptionError(OPTION, "holds a backslash or a control character", f"Give a URL such as {EXAMPLES}.")
    if "://" not in text:
        raise OptionError(OPTION, "has no scheme", f"Begin it with https://, for example {EXAMPLES}.")
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise OptionError(OPTION, "is not a valid URL (host or port)", f"Give {EXAMPLES}.") from None
    if parts.scheme.lower() not in {"http", "https"}:
        raise OptionError(OPTION, f"has the scheme {parts.scheme!r}", f"Only https and http work: {EXAMPLES}.")
    if not host or " " in host:
        raise OptionError(OPTION, "has no valid host name", f"Give {EXAMPLES}.")
    if "@" in parts.netloc:
        raise OptionError(
            OPTION,
            "holds a user name or password",
            "Take it out of the URL and use personal_access_token (or another auth_method) for the credential.",
        )
    return parts, host, port


def _authority(host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port is None else f"{name}:{port}"


def _refuse_pasted(origin: str, host: str, segments: list[str], has_query: bool) -> None:
    """Refuse the address of a web page or of an API call, and say which options it stands for."""
    marker = next((index for index, segment in enumerate(segments) if segment.startswith("_")), None)
    if marker is None and not has_query:
        return
    before = segments[:marker]
    problem = "has a query or fragment" if marker is None else f"is the address of a page ({segments[marker]})"
    raise OptionError(OPTION, problem, f"Give {_suggestion(origin, host, before)}.")


def _suggestion(origin: str, host: str, segments: list[str]) -> str:
    """Which options the segments before `_build` or `_apis` stand for."""
    own = 1
    if host.endswith(LEGACY_CLOUD_SUFFIX):
        own = 1 if segments[:1] and segments[0].lower() == "defaultcollection" else 0
    elif host != CLOUD_HOST:
        own = 2 if segments[:1] and segments[0].lower() == "tfs" else 1
    url = "/".join([origin, *(quote(segment, safe="") for segment in segments[:own])])
    rest = segments[own : own + 1]
    return f"organization_url: {url}" + (f" and project: {rest[0]}" if rest else "")


def _check_cloud(scheme: str, origin: str, host: str, segments: list[str]) -> None:
    if scheme == "http":
        raise OptionError(OPTION, "would send the credential to the cloud unencrypted", "Use https://.")
    if host == CLOUD_HOST:
        if not segments:
            raise OptionError(OPTION, "names no organisation", f"Give https://{CLOUD_HOST}/ and its name.")
        extra = len(segments) > 1
    else:
        extra = len(segments) > 1 or (len(segments) == 1 and segments[0].lower() != "defaultcollection")
    if extra:
        raise OptionError(
            OPTION, "has more than the organisation in its path", f"Give {_suggestion(origin, host, segments)}."
        )
