# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is masked in the addresses of artifacts."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_links import public, public_url, secrets_in
from ansible_collections.azdo.pipelines.plugins.module_utils._redact import MASK

SIGNATURE = "s3cr3t%2BsignatureMARKER%3D"
PLAIN = "https://dev.azure.com/c/P/_apis/build/builds/1/artifacts?artifactName=drop&api-version=7.1&%24format=zip"


def artifact(**resource: Any) -> dict[str, Any]:
    return {"id": 1, "name": "drop", "resource": {"type": "Container", "data": "#/1/drop", **resource}}


def test_addresses_that_open_nothing_stay() -> None:
    document = artifact(downloadUrl=PLAIN, url=PLAIN, properties={"artifactsize": "1"}, _links={"self": [PLAIN]})
    assert public(document) == document
    assert secrets_in(document) == set()


def test_shares_and_questions_stay() -> None:
    for text in ("file://server/share?x=123456789012345", "what?", "\\\\server\\a?b=c", ""):
        assert public(artifact(downloadUrl=text)) == artifact(downloadUrl=text)


def test_signatures_are_masked() -> None:
    url = f"{PLAIN}&urlSignature={SIGNATURE}&se=2026-11-21T00%3A00%3A00Z#t0k3n"
    document = artifact(downloadUrl=url, _links={"x": {"href": url}})
    shown = str(public(document))
    assert "MARKER" not in shown
    assert "t0k3n" not in shown
    assert "artifactName=drop" in shown
    assert {SIGNATURE, "s3cr3t+signatureMARKER="} <= secrets_in(document)


@pytest.mark.parametrize("start", ["http://[x", "https://]", "http://h:x/", "http://a#b", "https:"])
def test_signatures_in_what_only_looks_like_an_address(start: str) -> None:
    document = artifact(data=f"{start}?sig={SIGNATURE}")
    assert "MARKER" not in str(public(document))
    assert SIGNATURE in secrets_in(document)


def test_tickets_are_masked() -> None:
    document = artifact(downloadTicket="t1ck3t")
    assert public(document)["resource"]["downloadTicket"] == "********"
    assert secrets_in(document) == {"t1ck3t"}
    assert public(artifact(downloadTicket=None)) == artifact(downloadTicket=None)


def test_what_stands_beside_a_signature_is_a_secret_where_there_is_none() -> None:
    signed = "https://x.example/a?st=2026-11-22T00%3A00&sig=abcdefghijklmnop"
    assert secrets_in(signed) == {"abcdefghijklmnop"}
    assert public_url(signed) == f"https://x.example/a?st=2026-11-22T00%3A00&sig={MASK}"
    assert secrets_in("https://x.example/a?st=abcdefghijklmnop") == {"abcdefghijklmnop"}
    assert public_url("https://x.example/a?st=abcdefghijklmnop") == f"https://x.example/a?st={MASK}"
