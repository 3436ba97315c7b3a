# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Secrets in the addresses that artifacts show: signatures and tickets let anybody download. Pure."""

from __future__ import annotations

import typing as t
from urllib.parse import parse_qsl

from ansible_collections.azdo.pipelines.plugins.module_utils._redact import MASK

#: parameters of the service's addresses that open nothing; any other is taken for a secret
_HARMLESS = frozenset(
    {
        *("$expand", "$format", "api-version", "artifactname", "buildid", "definitionid", "fileid", "filename"),
        *("format", "isshallow", "itempath", "projectid", "runid", "scope", "subpath"),
    }
)
#: of a shared access signature of Azure Storage, what is not the signature
_SIGNATURE = "sig"
_BESIDE_SIGNATURE = frozenset(
    {
        *("se", "ske", "skoid", "sks", "skt", "sktid", "skv", "sp", "spr", "sr", "st", "sv"),
        *("rscc", "rscd", "rsce", "rscl", "rsct"),
    }
)
_TICKETS = frozenset({"downloadticket", "ticket"})
#: shorter values are no keys, and would be masked in every text
_SHORTEST = 12


def public(document: t.Any) -> t.Any:
    """A copy of what the service answered that opens nothing."""
    if isinstance(document, dict):
        return {
            key: MASK if str(key).lower() in _TICKETS and value else public(value) for key, value in document.items()
        }
    if isinstance(document, list):
        return [public(item) for item in document]
    return public_url(document) if isinstance(document, str) else document


def public_url(text: str) -> str:
    """`text` with the secrets in its query masked, if it is the address of something."""
    if "?" not in text or not text.lower().startswith(("http:", "https:")):
        return text
    address, _mark, rest = text.partition("?")
    query, mark, fragment = rest.partition("#")
    shown, harmless = [], _harmless(query)
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        secret = value and _name(name) not in harmless
        shown.append(f"{name}{equals}{MASK if secret else value}")
    return f"{address}?{'&'.join(shown)}{mark}{MASK if fragment else ''}"


def secrets_in(document: t.Any) -> set[str]:
    """Every value that `public` masks, as it stands and decoded."""
    if isinstance(document, dict):
        found = set()
        for key, value in document.items():
            if str(key).lower() in _TICKETS and isinstance(value, str):
                found.add(value)
            found |= secrets_in(value)
        return found
    if isinstance(document, list):
        return {secret for item in document for secret in secrets_in(item)}
    return _in_url(document) if isinstance(document, str) else set()


def _in_url(text: str) -> set[str]:
    if "?" not in text or not text.lower().startswith(("http:", "https:")):
        return set()
    # by hand: what is no address may begin like one
    query = text.partition("?")[2].partition("#")[0]
    harmless = _harmless(query)
    raw = {pair.partition("=")[2] for pair in query.split("&") if _name(pair.partition("=")[0]) not in harmless}
    decoded = {value for name, value in parse_qsl(query) if name.lower() not in harmless}
    return {value for value in raw | decoded if len(value) >= _SHORTEST}


def _harmless(query: str) -> frozenset[str]:
    """The parameters of this query that open nothing: such short names mean something else in other addresses."""
    signed = any(_name(pair.partition("=")[0]) == _SIGNATURE for pair in query.split("&"))
    return _HARMLESS | _BESIDE_SIGNATURE if signed else _HARMLESS


def _name(text: str) -> str:
    return text.replace("%24", "$").lower()
