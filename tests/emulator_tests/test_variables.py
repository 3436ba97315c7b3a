# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server makes of variables, secrets and variable groups, each fact with its source."""

from __future__ import annotations

from typing import Any

from conftest import MakeClient, yaml_definition


def test_variables(client: MakeClient) -> None:
    """api-facts §2.5: value always, flags only when true, secrets null"""
    answer = client("services").create(
        yaml_definition(
            variables={
                "b": {"allowOverride": False, "isSecret": False, "value": "123"},
                "a": {"value": "", "allowOverride": True},
                "s": {"value": "S3CRET-2", "isSecret": True},
            }
        )
    )
    assert list(answer["variables"].items()) == [
        ("b", {"value": "123"}),
        ("a", {"value": "", "allowOverride": True}),
        ("s", {"value": None, "isSecret": True}),
    ]


def test_secret_without_value_is_kept_and_an_omitted_one_is_gone(client: MakeClient) -> None:
    """api-facts §2.5, §9.10; corpus S12"""
    here = client("services")
    made = here.create(yaml_definition(variables={"Key": {"value": "one", "isSecret": True}}))
    number = made["id"]

    def stored() -> Any:
        return here.emulated.truth(number)["document"].get("variables")

    put = here.put(made)
    assert put["variables"] == {"Key": {"value": None, "isSecret": True}}
    assert stored() == {"Key": {"value": "one", "isSecret": True}}
    put = here.put({**put, "variables": {"KEY": {"isSecret": True}}})
    assert stored() == {"KEY": {"value": "one", "isSecret": True}}
    put = here.put({**put, "variables": {"KEY": {"value": "two", "isSecret": True}}})
    assert stored()["KEY"]["value"] == "two"
    here.put({**put, "variables": {}})
    assert stored() is None


def test_secrets_come_from_another_definition_on_request(client: MakeClient) -> None:
    """api-facts §1.4: definitionToCloneId, secretsSourceDefinitionId"""
    here = client("services")
    secret = {"k": {"value": "one", "isSecret": True}}
    empty = {"k": {"value": None, "isSecret": True}}
    source = here.create(yaml_definition("source", variables=secret))["id"]
    plain = here.create(yaml_definition("plain", variables=empty))
    assert here.emulated.truth(plain["id"])["document"]["variables"]["k"]["value"] is None
    clone = here.create(yaml_definition("clone", variables=empty), params={"definitionToCloneId": source})
    assert here.emulated.truth(clone["id"])["document"]["variables"]["k"]["value"] == "one"
    here.put(plain, params={"secretsSourceDefinitionId": source})
    assert here.emulated.truth(plain["id"])["document"]["variables"]["k"]["value"] == "one"


def test_variable_groups_are_expanded(client: MakeClient) -> None:
    """api-facts §2.5, corpus S17"""
    here = client("services")
    answer = here.create(yaml_definition(variableGroups=[{"id": 2}, {"id": 1, "name": "ignored"}]))
    signing, release = answer["variableGroups"]
    assert signing == {
        "variables": {"certificate": {"value": "contoso-2026"}, "password": {"value": None, "isSecret": True}},
        "type": "Vsts",
        "name": "signing",
        "id": 2,
    }
    assert release["name"] == "release-settings"
    assert release["description"] == "Where releases go"
