# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs as AWX runs them, with ansible-runner: slices of the inventory, the ways for a credential to get in, a survey.

No secret may stand in what a run leaves behind, but where the runner itself writes the environment.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from scale.awx import Job, changed, credential_type, imported, output, sliced
from scale.world import AWX, MARKER, Organization, copy_example, marked

VAULT_PASSWORD = f"{MARKER}-vault"
OWN_SECRET = """\
pipelines_own:
  - name: signing
    preset: yaml_ci
    update_secrets: on_change
    variables:
      ApiKey: {value: "{{ signing_key }}", is_secret: true}
signing_key: """


@pytest.fixture
def contoso(organization: Callable[[str], Organization]) -> Organization:
    return organization("contoso")


def test_slices_do_everything_once_and_leave_no_secret(contoso: Organization, tmp_path: Path) -> None:
    project = copy_example(tmp_path / "project", [contoso])
    inventory = imported(project, "inventory/contoso.yml")
    _inputs, injectors = credential_type()
    touched: list[str] = []
    for part, token in enumerate(({"personal_access_token": contoso.token}, {"access_token": contoso.bearer}), 1):
        job = Job(tmp_path / f"job-{part}", project, str(part), ["--forks=5", "--diff", "-vvv"])
        job.inject(injectors, {"organization_url": contoso.url, **token})
        done = job.run(sliced(inventory, part, 2))
        assert (done.status, done.rc) == ("successful", 0), output(job)
        touched += changed(done)
        assert marked(job.artifacts) == []
    assert sorted(touched) == sorted(contoso.hosts)
    assert contoso.created() == contoso.expected()

    # nothing is left to do; a token in the environment stands where the runner writes that, and nowhere else
    again = Job(tmp_path / "again", project, arguments=["--forks=5", "-vvv"])
    _inputs, injectors = credential_type("credential_type_injectors_environment.yml")
    again.inject(injectors, {"organization_url": contoso.url, "access_token": contoso.bearer})
    done = again.run(inventory)
    assert (done.status, changed(done), len(done.stats["ok"])) == ("successful", [], 3), output(again)
    assert contoso.created() == {}
    assert marked(again.artifacts) == ["command"]
    # so that the hunt over the whole run does not find it again
    (again.artifacts / "command").unlink()


def test_both_organizations_in_one_job_with_vault(
    contoso: Organization, organization: Callable[[str], Organization], tmp_path: Path
) -> None:
    both = [contoso, organization("fabrikam")]
    project = copy_example(tmp_path / "project", both)
    for one in both:
        token = encrypted(one.token)
        path = project / "group_vars" / f"{one.name}.yml"
        path.write_text(f"azdo_credential:\n  personal_access_token: {token}", "utf-8")
    (project / "host_vars").mkdir()
    own = OWN_SECRET + encrypted(f"{MARKER}-key")
    (project / "host_vars" / "contoso.tools.yml").write_text(own, "utf-8")
    job = Job(tmp_path / "job", project, arguments=["--ask-vault-pass", "--diff", "-vvv", "-l", "*.tools,*.billing"])
    job.passwords = {r"Vault password:\s*?$": VAULT_PASSWORD}
    done = job.run(imported(project, "inventory"))
    assert (done.status, changed(done)) == ("successful", ["contoso.tools", "fabrikam.billing"]), output(job)
    assert contoso.created() == {"Tools": 3}
    assert marked(job.folder) == [], "not even outside of the artifacts"


def encrypted(value: str) -> str:
    """A value as `ansible-vault encrypt_string` prints it."""
    vault = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))])
    lines = vault.encrypt(value).decode().splitlines()
    return "\n".join(["!vault |", *(f"    {line}" for line in lines), ""])


def test_a_credential_goes_to_no_other_organization(
    contoso: Organization, organization: Callable[[str], Organization], tmp_path: Path
) -> None:
    fabrikam = organization("fabrikam")
    project = copy_example(tmp_path / "project", [contoso, fabrikam])
    job = Job(tmp_path / "job", project, arguments=["-vvv", "--limit", "fabrikam.billing"])
    _inputs, injectors = credential_type()
    job.inject(injectors, {"organization_url": contoso.url, "personal_access_token": contoso.token})
    done = job.run(imported(project, "inventory"))
    assert (done.status, sorted(done.stats["failures"])) == ("failed", ["fabrikam.billing"]), output(job)
    assert f"The credential is for {contoso.url}" in output(job)
    assert (contoso.log(), fabrikam.log()) == ([], [])
    assert marked(job.artifacts) == []


def test_answers_of_the_survey_reach_the_role(contoso: Organization, tmp_path: Path) -> None:
    project = copy_example(tmp_path / "project", [contoso])
    survey = json.loads((AWX / "survey.json").read_text("utf-8"))
    answers = {question["variable"]: question["default"] for question in survey["spec"]}
    job = Job(tmp_path / "job", project, arguments=["--limit", "contoso.shop"])
    _inputs, injectors = credential_type()
    job.inject(injectors, {"organization_url": contoso.url, "personal_access_token": contoso.token})
    answers |= {"build_definitions_show": "true", "pipelines_tolerated": ["conflict"]}
    done = job.run(imported(project, "inventory/contoso.yml"), **answers)
    assert (done.status, changed(done)) == ("successful", []), output(job)
    assert "load-test.yml" in output(job)
    assert contoso.log() == [], "no server is asked"
    assert marked(job.artifacts) == []
