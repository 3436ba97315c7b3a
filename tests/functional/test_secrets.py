# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A marker stands for every secret: it reaches the server, and nothing that people, logs or files see."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from ansible.module_utils import basic

from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Transport
from functional.conftest import PROCESS_PROFILES, PROFILES
from functional.world import MARKER, PAT, World, recorded_writes

SECRET = {"value": MARKER, "is_secret": True}
#: secrets that are not plain words: they are escaped on their way into JSON, URLs and YAML
ODD = {
    "quotes": 'S3CRET-quote"and\\slash-4711',
    "lines": "S3CRET-line one\nline two 4711",
    "letters": "S3CRET-Schlüssel-ß-4711",
    "percent": "S3CRET-per%20cent&4711=",
    "blanks": "  S3CRET-blanks 4711  ",
    "number": 918273645546,
    "short": "4711x",
}
REST_SECRET = {"value": MARKER, "isSecret": True}


@pytest.fixture(autouse=True)
def written_to_the_journal() -> Iterator[list[str]]:
    """What Ansible writes to syslog of each module run."""
    lines: list[str] = []

    def log(module: Any, message: str) -> None:
        lines.append(message)

    with (
        mock.patch.object(basic.AnsibleModule, "_log_to_syslog", log),
        mock.patch.object(basic, "has_journal", False, create=True),
    ):
        yield lines
        assert lines, "the journal was not looked at"


@pytest.fixture(autouse=True)
def no_output(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing of a run reaches standard output or error but its result."""
    yield
    assert MARKER not in "".join(capfd.readouterr())


def unseen(world: World, journal: list[str], *results: dict[str, Any], secret: str = MARKER) -> None:
    """The secret is in no result (nor its diff, warnings, error and invocation), journal or request line."""
    forms = {secret, json.dumps(secret)[1:-1], base64.b64encode(f":{secret}".encode()).decode()}
    texts = [json.dumps(result, ensure_ascii=False) for result in results]
    texts += [json.dumps(result) for result in results]
    texts += [json.dumps(entry) for entry in world.log()]
    texts += [str(value) for result in results for value in result.get("diff", {}).values()]
    for text in [*texts, *journal]:
        for form in forms:
            assert form not in text


def value_of(world: World, number: int, name: str = "ApiKey") -> Any:
    return world.document(number)["variables"][name].get("value")


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_secret_is_kept_through_a_whole_life(world: World, written_to_the_journal: list[str]) -> None:
    seen = written_to_the_journal
    options = world.minimal(variables={"ApiKey": SECRET, "Open": "yes"}, update_secrets="on_create")
    would = world.run(check=True, **options)
    made = world.run(**options)
    number = made["id"]
    assert value_of(world, number) == MARKER
    again = world.run(**options)
    assert again["changed"] is False
    results = [would, made, again, world.run("build_definition_info", id=number)]
    for change in (
        {"description": "new"},
        {"variables": {"Open": "no"}},
        {"variables": {"Other": 1}},
        {"new_name": "renamed"},
        {"name": "renamed", "queue": "1"},
        {"name": "renamed", "document": {"name": "renamed", "jobTimeoutInMinutes": 30}},
        {"name": "renamed", "variables": {"ApiKey": {"allow_override": True}}},
        {"name": "renamed", "variables": {"ApiKey": {"is_secret": True}}},
    ):
        results.append(world.run(**{"name": "web", **change}))
        assert value_of(world, number) == MARKER, change
    results.append(world.run("build_definition_info", id=number, revision=1, history=True))
    results.append(world.run(name="renamed", state="absent"))
    unseen(world, seen, *results)


@pytest.mark.parametrize("profile", PROCESS_PROFILES, indirect=True)
def test_secrets_survive_a_change_between_yaml_and_classic(world: World, written_to_the_journal: list[str]) -> None:
    yaml = world.minimal(variables={"ApiKey": SECRET})
    number = world.run(**yaml)["id"]
    changed = world.run(name="web", steps=[{"task": "CmdLine@2", "inputs": {"script": "make"}}])
    assert value_of(world, number) == MARKER
    back = world.run(name="web", yaml_filename="ci.yml")
    assert value_of(world, number) == MARKER
    unseen(world, written_to_the_journal, changed, back)


@pytest.mark.parametrize("profile", PROCESS_PROFILES, indirect=True)
def test_secrets_of_a_phase_survive(world: World, written_to_the_journal: list[str]) -> None:
    step = {"task": {"id": "d9bafed4-0b18-4f58-968d-86655b4d2ce9", "versionSpec": "2.*"}, "inputs": {"script": "make"}}
    phase = {"name": "Job", "refName": "Job_1", "steps": [step], "variables": {"Inner": REST_SECRET}}
    number = world.put_definition({"name": "phased", "process": {"type": 1, "phases": [phase]}})
    result = world.run(name="phased", description="new")
    stated = world.run(name="phased", phases=[{"ref_name": "Job_1", "steps": [{"task": "CmdLine@2"}]}])
    inner = world.document(number)["process"]["phases"][0]["variables"]["Inner"]
    assert inner["value"] == MARKER
    unseen(world, written_to_the_journal, result, stated)


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_update_secrets(world: World, written_to_the_journal: list[str]) -> None:
    def options(value: str, policy: str | None) -> dict[str, Any]:
        return world.minimal(variables={"ApiKey": {"value": value, "is_secret": True}}, update_secrets=policy)

    number = world.run(**options("first-" + MARKER, None))["id"]
    kept = world.run(**options("second-" + MARKER, "on_create"))
    assert kept["changed"] is False
    assert value_of(world, number) == "first-" + MARKER
    for revision in (2, 3):
        # the server does not tell what it has, so `always` writes always
        written = world.run(**options("third-" + MARKER, "always"))
        assert (written["changed"], written["revision"]) == (True, revision)
        assert written["changes"] == ["variables.ApiKey.value"]
    assert value_of(world, number) == "third-" + MARKER
    would = world.run(check=True, **options("fourth-" + MARKER, "always"))
    assert would["changed"] is True
    assert value_of(world, number) == "third-" + MARKER
    unseen(world, written_to_the_journal, kept, written, would)


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_from_plain_to_secret_and_back(world: World, written_to_the_journal: list[str]) -> None:
    def variable(**more: Any) -> dict[str, Any]:
        return world.minimal(variables={"ApiKey": more}, update_secrets="on_create")

    number = world.run(**variable(value="an open value"))["id"]
    written_to_the_journal.clear()
    hidden = world.run(**variable(value=MARKER, is_secret=True))
    assert hidden["changed"] is True
    assert world.document(number)["variables"]["ApiKey"] == {"value": MARKER, "isSecret": True}
    assert world.run(**variable(value=MARKER, is_secret=True))["changed"] is False
    unseen(world, written_to_the_journal, hidden)
    shown = world.run(**variable(value="open again", is_secret=False))
    assert shown["changed"] is True
    assert world.document(number)["variables"]["ApiKey"] == {"value": "open again"}
    assert "open again" in shown["diff"]["after"]
    assert world.run(**variable(value="open again", is_secret=False))["changed"] is False


def test_a_value_that_becomes_secret_is_not_shown_as_it_was(world: World, written_to_the_journal: list[str]) -> None:
    world.run(**world.minimal(variables={"ApiKey": MARKER}))
    written_to_the_journal.clear()
    world.log()
    result = world.run(**world.minimal(variables={"ApiKey": SECRET}))
    assert result["changed"] is True
    unseen(world, written_to_the_journal, result)


def test_a_variable_that_only_the_server_calls_secret(world: World) -> None:
    number = world.run(**world.minimal(variables={"ApiKey": SECRET}))["id"]
    options = world.minimal(variables={"apikey": "new-" + MARKER})
    results = [world.run(check=True, **options), world.run(**options)]
    assert world.document(number)["variables"]["ApiKey"] == {"value": "new-" + MARKER, "isSecret": True}
    # Ansible logs the arguments before anybody can know; the module's own output is clean
    unseen(world, [], *results)


DOCUMENTS = {
    "variables": {"variables": {"ApiKey": REST_SECRET}},
    "phase": {"process": {"type": 1, "phases": [{"steps": [], "variables": {"ApiKey": REST_SECRET}}]}},
    "flag as text": {"variables": {"ApiKey": {"value": MARKER, "isSecret": "True"}}},
    "flag as number": {"variables": {"ApiKey": {"value": MARKER, "isSecret": 1}}},
    "password": {
        "repository": {
            "type": "Git",
            "id": "https://git.contoso.example/app.git",
            "name": "app",
            "url": "https://git.contoso.example/app.git",
            "properties": {"password": MARKER, "username": "me"},
        }
    },
}


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("part", DOCUMENTS)
def test_secrets_in_a_document(world: World, part: str, as_text: bool, written_to_the_journal: list[str]) -> None:
    document = {
        "name": "imported",
        "queue": {"id": 1},
        "process": {"type": 2, "yamlFilename": "a.yml"},
        "repository": {"type": "TfsGit", "name": "website", "id": "278d5cd2-584d-4b63-824a-2ba458937249"},
        **DOCUMENTS[part],
    }
    given = json.dumps(document) if as_text else document
    results = [world.attempt(check=True, document=given)]
    with recorded_writes() as sent:
        results.append(world.attempt(document=given))
    assert not results[-1].get("failed"), results[-1]
    assert MARKER in json.dumps(sent), "it was sent"
    assert MARKER in json.dumps(world.stored(results[-1]["id"]))
    results.append(world.attempt(document=given, description="new"))
    results.append(world.attempt(document=given, queue="nowhere"))
    assert results[-1]["failed"] is True
    results.append(world.run("build_definition_info", name="imported", include_all_properties=True))
    unseen(world, written_to_the_journal, *results)


@pytest.mark.parametrize("secret", ODD.values(), ids=ODD)
def test_secrets_of_any_form(world: World, secret: Any, written_to_the_journal: list[str]) -> None:
    options = world.minimal(variables={"ApiKey": {"value": secret, "is_secret": True}})
    results = [world.run(check=True, **options), world.run(**options), world.run(**options)]
    assert value_of(world, results[-1]["id"]) == str(secret)
    unseen(world, written_to_the_journal, *results, secret=str(secret))


@pytest.mark.parametrize("secret", [name for name, value in ODD.items() if value != 918273645546])
def test_a_defect_that_quotes_all_it_knows(
    world: World, secret: str, written_to_the_journal: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing foresees it, so nothing has taken the secrets out of what it says."""

    def fail(transport: Any, request: Any, *given: Any, **named: Any) -> None:
        try:
            {}[base64.b64encode(f":{PAT}".encode()).decode()]
        except KeyError as cause:
            raise ValueError(f"{ODD[secret]} {ODD[secret]!r} {json.dumps(ODD[secret])} {PAT}", request) from cause

    monkeypatch.setattr(Transport, "send", fail)
    for module in ("build_definition", "build_definition_set"):
        stated = world.minimal(variables={"ApiKey": {"value": ODD[secret], "is_secret": True}})
        options = stated if module == "build_definition" else {"definitions": [stated]}
        result = world.attempt(module, **options)
        assert result["msg"].startswith("This is a defect of azdo.pipelines, please report it: ValueError: "), result
        unseen(world, written_to_the_journal, result, secret=ODD[secret])
        unseen(world, written_to_the_journal, result, secret=PAT)


WRONG_TASKS = {
    "bad choice": {"queue_status": "asleep"},
    "bad type": {"job_timeout_in_minutes": "soon"},
    "unknown option": {"yaml_file": "a.yml"},
    "exclusive": {"steps": [], "phases": []},
    "bad trigger": {"triggers": {"continuous_integration": {"batch_changes": "perhaps"}}},
    "bad folder": {"path": "a:b"},
    "bad version": {"api_version": "x"},
    "unknown queue": {"queue": "nowhere"},
    "no server": {"organization_url": "http://127.0.0.1:1/tfs/DefaultCollection", "retries": 0},
}


@pytest.mark.parametrize("mistake", WRONG_TASKS)
def test_an_error_beside_a_secret(world: World, mistake: str, written_to_the_journal: list[str]) -> None:
    options = world.minimal(variables={"ApiKey": SECRET}, document={"name": "x", "variables": {"Old": REST_SECRET}})
    result = world.attempt(**{**options, **WRONG_TASKS[mistake]})
    assert result["failed"] is True
    unseen(world, written_to_the_journal or ["not reached"], result)
    written_to_the_journal.append("an error of the arguments comes before the journal")


@pytest.mark.parametrize(
    "variable",
    [
        {"value": MARKER, "is_secret": "maybe"},
        {"value": MARKER, "isSecret": True},
        {"value": MARKER, "secret": True},
        {"value": MARKER, "is_secret": True, "alow_override": True},
        {"value": [MARKER], "is_secret": True},
    ],
)
def test_a_secret_that_is_stated_wrongly(world: World, variable: Any, written_to_the_journal: list[str]) -> None:
    result = world.attempt(**world.minimal(variables={"ApiKey": variable}))
    assert result["failure"]["code"] == "invalid_option"
    unseen(world, written_to_the_journal, result)


@pytest.mark.parametrize("status", [400, 500, 200])
def test_a_server_that_repeats_the_secret(world: World, status: int, written_to_the_journal: list[str]) -> None:
    body = {"message": f"The value '{MARKER}' of ApiKey is not valid.", "typeKey": "ArgumentException"}
    text: Any = f"<html><title>{MARKER}</title></html>" if status == 200 else body
    world.fault(kind="respond", verb="POST", status=status, body=text, headers={"Content-Type": "text/html"})
    result = world.attempt(**world.minimal(variables={"ApiKey": SECRET}))
    assert result["failed"] is True
    unseen(world, written_to_the_journal, result)


def test_no_half_of_a_secret_is_left_where_a_text_is_cut(world: World) -> None:
    plain = {"Content-Type": "text/plain"}
    world.fault(kind="respond", verb="POST", status=500, body="x" * 291 + MARKER, headers=plain)
    result = world.attempt(**world.minimal(variables={"ApiKey": SECRET}))
    assert "xxx" in result["msg"]
    assert MARKER[:9] not in json.dumps(result)


@pytest.mark.parametrize("way", ["task", "environment", "bearer", "with spaces"])
def test_credentials(
    world: World, way: str, written_to_the_journal: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"personal_access_token": MARKER}
    if way == "environment":
        monkeypatch.setenv("AZURE_DEVOPS_EXT_PAT", MARKER)
        options = {"personal_access_token": None}
    elif way == "bearer":
        options = {"personal_access_token": None, "access_token": MARKER}
    elif way == "with spaces":
        options = {"personal_access_token": f"Bearer {MARKER}"}
    body = {"message": f"TF400813: The token {MARKER} is not known.", "typeKey": "UnauthorizedRequestException"}
    results = [world.attempt(**world.minimal(**options))]
    if way == "with spaces":
        assert world.log() == [], "refused before anything is sent"
    else:
        world.fault(kind="respond", status=401, body=body)
        results.append(world.attempt(**world.minimal(**options)))
    assert all(result["failed"] for result in results)
    unseen(world, written_to_the_journal, *results)


@pytest.mark.parametrize("option", ["proxy", "organization_url", "collection_url"])
def test_passwords_in_urls(world: World, option: str, written_to_the_journal: list[str]) -> None:
    options = {**world.minimal(), "retries": 0, option: f"http://me:{MARKER}@127.0.0.1:1"}
    if option == "collection_url":
        options["organization_url"] = None
    result = world.attempt(**options)
    assert result["failed"] is True
    unseen(world, written_to_the_journal, result)


def test_the_pat_that_works_is_not_shown_either(world: World, written_to_the_journal: list[str]) -> None:
    results = [world.run(**world.minimal()), world.attempt(**world.minimal(queue="nowhere"))]
    unseen(world, written_to_the_journal, *results, secret=PAT)


def test_secrets_of_variable_groups_stay_where_they_are(world: World, written_to_the_journal: list[str]) -> None:
    group = {"name": "vault", "variables": {"Inner": REST_SECRET}}
    number = world.seed(variableGroups=[group])["variableGroups"][0]
    document = {"variableGroups": [{"id": number, **group}]}
    results = [world.run(**world.minimal(document=document)), world.run(**world.minimal(document=document))]
    assert results[-1]["changed"] is False
    unseen(world, written_to_the_journal, *results)


def test_purged_secrets_are_gone_and_only_then(world: World, written_to_the_journal: list[str]) -> None:
    number = world.run(**world.minimal(variables={"ApiKey": SECRET, "Open": "yes"}))["id"]
    kept = world.run(name="web", variables={"Open": "no"})
    assert value_of(world, number) == MARKER
    purged = world.run(name="web", variables={"Open": "no"}, purge_variables=True)
    assert set(world.document(number)["variables"]) == {"Open"}
    assert "ApiKey" in purged["diff"]["before"]
    unseen(world, written_to_the_journal, kept, purged)
