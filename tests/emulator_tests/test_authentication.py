# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets in, and the answers to those who do not (api-facts §3.3, §7)."""

from __future__ import annotations

import pytest
from conftest import MakeClient, yaml_definition

ACCEPTED = [
    {"auth": ("", "emulator-pat")},
    {"auth": ("any user", "emulator-pat")},
    {"auth": ("", "emulator-token")},
    {"auth": None, "headers": {"Authorization": "Bearer emulator-token"}},
]


@pytest.mark.parametrize("more", ACCEPTED)
def test_accepted(client: MakeClient, more: dict[str, object]) -> None:
    assert client("services").send("GET", "build/definitions", **more).status_code == 200


REJECTED = [
    {"auth": None},
    {"auth": ("", "wrong")},
    {"auth": ("emulator-pat", "")},
    {"auth": None, "headers": {"Authorization": "Bearer emulator-pat"}},
    {"auth": None, "headers": {"Authorization": "Basic !!!"}},
]


@pytest.mark.parametrize("more", REJECTED)
def test_rejected_by_the_services(client: MakeClient, more: dict[str, object]) -> None:
    here = client("services")
    answer = here.send("GET", "build/definitions", **more)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="https://tfsprodsin1.app.visualstudio.com/"'
    assert answer.headers["ActivityId"]


def test_not_suppressed_is_a_redirect_to_sign_in(client: MakeClient) -> None:
    headers = {"X-TFS-FedAuthRedirect": "no"}
    answer = client("services").send("GET", "build/definitions", auth=("", "x"), headers=headers)
    assert answer.status_code == 302
    assert "_signin" in answer.headers["Location"]
    assert answer.headers["X-TFS-FedAuthRealm"]
    assert answer.headers["X-TFS-FedAuthIssuer"]


@pytest.mark.parametrize(("value", "status"), [("page_203", 203), ("page_200", 200), ("redirect", 302)])
def test_sign_in_switch(client: MakeClient, value: str, status: int) -> None:
    here = client("services", switches={"sign_in": value})
    answer = here.send("GET", "build/definitions", auth=("", "x"))
    assert answer.status_code == status
    if status != 302:
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "Sign In" in answer.text


def test_a_server_challenges_like_iis(client: MakeClient) -> None:
    here = client("tfs2017")
    answer = here.send("GET", "build/definitions", auth=("", "x"))
    assert answer.status_code == 401
    assert "<html" in answer.text
    challenges = answer.raw.headers.getlist("WWW-Authenticate")
    assert [item.split()[0] for item in challenges] == ["Basic", "Negotiate", "NTLM"]


def test_expired_pat(client: MakeClient) -> None:
    """corpus error/011, with its switch"""
    here = client("services")
    answer = here.send("GET", "build/definitions", auth=("", "emulator-expired-pat"))
    assert answer.status_code == 401
    assert answer.json()["typeKey"] == "AccessCheckException"
    assert answer.json()["message"] == "Access Denied: The Personal Access Token used has expired."
    here.emulated.switch(expired_pat="challenge")
    assert here.send("GET", "build/definitions", auth=("", "emulator-expired-pat")).content == b""


def test_read_only_pat(client: MakeClient) -> None:
    here = client("services")
    reader = {"auth": ("", "emulator-readonly-pat")}
    assert here.send("GET", "build/definitions", **reader).status_code == 200
    status, key, message = here.refused("POST", "build/definitions", yaml_definition(), **reader)
    assert (status, key) == (403, "AccessDeniedException")
    assert message.startswith("TF215106: Access denied.")
    assert here.ok("GET", "build/definitions")["count"] == 0


def test_own_credentials(client: MakeClient) -> None:
    person = {"scheme": "basic", "user": "CONTOSO\\jane", "secret": "pw", "name": "Jane Doe"}
    here = client("server2022", credentials=[person])
    assert here.send("GET", "build/definitions").status_code == 401
    assert here.send("GET", "build/definitions", auth=("CONTOSO\\joe", "pw")).status_code == 401
    made = here.create(yaml_definition(), auth=("CONTOSO\\jane", "pw"))
    assert made["authoredBy"]["displayName"] == "Jane Doe"
