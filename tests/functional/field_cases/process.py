# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a pipeline does: a YAML file, phases, steps."""

from __future__ import annotations

from typing import Any

from .case import ANY, GONE, PHASE, STEP, Field, laid_over

VSBUILD = "71a9a2d3-a98a-4caa-96ab-affca411ecda"
CMD = "d9bafed4-0b18-4f58-968d-86655b4d2ce9"
OTHER_STEP = {"task": f"{CMD}@2", "inputs": {"script": "echo"}}


def group_id(name: str) -> str:
    """The GUID of a task group that every collection of the emulator begins with."""
    from emulator.seed_tasks import task_groups

    return next(group.id for group in task_groups("") if group.name == name)


def _phase(option: str, a: Any, b: Any, member: str, *kept: Any, **more: Any) -> Field:
    """A member of the only phase. The shape below 4.0 has its steps only."""
    top = member.split(".")[0].split("[")[0]
    how = {"base": "phases", "since": (4, 0), **more}
    if how["since"] == (4, 0):
        how.setdefault("refusal", f"phases[0].{OPTION_OF.get(top, option)}: only the steps of a phase can be held")
    return Field(f"phases[].{option}", a, b, {f"process.phases[0].{member}": kept or (a, b)}, **how)


#: member of a phase -> its option, where one is not just the other in snake case
OPTION_OF = {"target": "target", "variables": "variables", "dependencies": "depends_on"}


def _after(scope: str) -> dict[str, str]:
    return {"scope": scope, "event": "Completed"}


def _execution(option: str, a: Any, b: Any, member: str, kind: str, *kept: Any, **more: Any) -> Field:
    options: dict[str, Any] = {"type": kind}
    if kind == "variable_multipliers":
        options["multipliers"] = ["config"]
    beside = {"phases": [laid_over(PHASE, {"target": {"execution_options": options}})]}
    return _phase(
        f"target.execution_options.{option}", a, b, f"target.executionOptions.{member}", *kept, beside=beside, **more
    )


PHASES = [
    Field(
        "yaml_filename",
        "one.yml",
        "ci/two.yml",
        {"process.yamlFilename": ("one.yml", "ci/two.yml")},
        beside={"steps": None},
        since=(4, 0),
        refusal="yaml_filename: a YAML pipeline cannot be held",
    ),
    Field(
        "phases",
        {"phases": [PHASE]},
        {"phases": [PHASE, {"name": "Test", "ref_name": "Job_2", "steps": [OTHER_STEP]}]},
        {"process.phases[1]": (GONE, ANY)},
        base="phases",
        whole=True,
        since=(4, 0),
        refusal="phases: 2 phases were given, only one can be held",
    ),
    _phase("name", "Build", "Compile", "name", since=(2, 0), named_since=(4, 0)),
    _phase("ref_name", "Job_1", "Job_compile", "refName", since=(2, 0), named_since=(4, 0)),
    _phase("condition", "failed()", "always()", "condition", unset="succeeded()", unset_holds="succeeded()"),
    Field(
        "phases[].depends_on",
        ["Job_1"],
        ["Job_2"],
        {"process.phases[2].dependencies": ([_after("Job_1")], [_after("Job_2")])},
        base="three phases",
        since=(4, 0),
        unset=[],
        at="phases[2].depends_on",
        refusal="phases: 3 phases were given, only one can be held",
    ),
    _phase(
        "job_authorization_scope",
        "project",
        "project_collection",
        "jobAuthorizationScope",
        "project",
        "projectCollection",
        refuses="a",
    ),
    _phase("job_timeout_in_minutes", 30, 60, "jobTimeoutInMinutes", unset=0),
    _phase("job_cancel_timeout_in_minutes", 5, 10, "jobCancelTimeoutInMinutes", unset=0),
    _phase("variables", {"Config": "debug"}, {"Config": "release"}, "variables.Config.value", "debug", "release"),
    # target
    _phase("target.type", "agent", "server", "target", ANY, {"executionOptions": {"type": 0}, "type": 2}),
    Field(
        "phases[].target.queue",
        lambda world: world.queue,
        lambda world: "Azure Pipelines" if world.is_cloud else "Hosted",
        {"process.phases[0].target.queue.id": (1, 2), "process.phases[0].target.queue.name": (ANY, ANY)},
        base="phases",
        since=(4, 0),
        refusal="phases[0].target.queue: a queue other than the definition's cannot be held",
    ),
    _phase(
        "target.demands",
        ["msbuild"],
        ["msbuild", "vstest"],
        "target.demands",
        since=(4, 0),
        unset=[],
        only=("tfs2018", "server2019", "server2020", "server2022", "services"),
    ),
    Field(
        "phases[].target.demands",
        ["msbuild"],
        ["msbuild", "vstest"],
        {"demands": (["msbuild"], ["msbuild", "vstest"])},
        base="phases",
        variant="as those of the definition",
        note="on TFS 2015 and 2017 they become demands of the definition, which has no phases there",
        only=("tfs2015", "tfs2017"),
    ),
    _phase(
        "target.agent_specification",
        "ubuntu-latest",
        "windows-latest",
        "target.agentSpecification.identifier",
        since=(5, 1),
        unset="",
    ),
    _phase(
        "target.allow_scripts_auth_access_option",
        False,
        True,
        "target.allowScriptsAuthAccessOption",
        GONE,
        True,
        unset=False,
    ),
    _phase(
        "target.execution_options.type",
        "none",
        "multiple_agents",
        "target.executionOptions",
        {"type": 0},
        {"maxConcurrency": 1, "continueOnError": False, "type": 2},
    ),
    _execution("multipliers", ["config"], ["config", "platform"], "multipliers", "variable_multipliers"),
    _execution("max_concurrency", 2, 4, "maxConcurrency", "multiple_agents"),
    _execution("continue_on_error", False, True, "continueOnError", "multiple_agents", GONE, True, unset=False),
]


def _step(option: str, a: Any, b: Any, member: str, *kept: Any, **more: Any) -> list[Field]:
    """A member of a step, in both spellings."""
    holds = {f"process.phases[0].steps[0].{member}": kept or (a, b)}
    return [
        Field(f"{where}[].{option}", a, b, holds, base=base, **more)
        for where, base in (("steps", "steps"), ("phases[].steps", "phases"))
    ]


def _in_both(option: str, one: Any, two: Any, holds: Any, **more: Any) -> list[Field]:
    return [
        Field(f"steps{option}", {"steps": one}, {"steps": two}, holds, base="steps", whole=True, **more),
        Field(
            f"phases[].steps{option}",
            {"phases": [laid_over(PHASE, {"steps": one})]},
            {"phases": [laid_over(PHASE, {"steps": two})]},
            holds,
            base="phases",
            whole=True,
            **more,
        ),
    ]


STEPS = [
    *_in_both("", [STEP], [STEP, OTHER_STEP], {"process.phases[0].steps[1]": (GONE, ANY)}),
    *_step("task", f"{CMD}@1", f"{CMD}@2", "task.versionSpec", "1.*", "2.*"),
    *_in_both(
        "[].task",
        [{"task": "VSBuild@1"}],
        [{"task": "CmdLine@2"}],
        {"process.phases[0].steps[0].task": (ANY, ANY), "process.phases[0].steps[0].task.id": (VSBUILD, CMD)},
        variant="by name",
    ),
    *_in_both(
        "[].task_group",
        [{"task_group": f"{group_id('build-and-test')}@1"}],
        [{"task_group": f"{group_id('build-and-test')}@2"}],
        {
            "process.phases[0].steps[0].task.versionSpec": ("1.*", "2.*"),
            "process.phases[0].steps[0].task.definitionType": ("metaTask", "metaTask"),
        },
        since=(3, 0),
    ),
    *_in_both(
        "[].task_group",
        [{"task_group": "build-and-test@1"}],
        [{"task_group": "sign@1"}],
        {"process.phases[0].steps[0].task.id": (group_id("build-and-test"), group_id("sign"))},
        since=(3, 0),
        lookups=1,
        variant="by name",
    ),
    *_step("display_name", "Build", "Compile", "displayName", unset=""),
    *_step(
        "inputs",
        {"solution": "a.sln"},
        {"solution": "b.sln"},
        "inputs.solution",
        "a.sln",
        "b.sln",
        unset={"solution": ""},
    ),
    *_step(
        "environment", {"LEVEL": "1"}, {"LEVEL": "2"}, "environment.LEVEL", "1", "2", since=(3, 0), unset={"LEVEL": ""}
    ),
    *_step("enabled", True, False, "enabled", True, False),
    *_step(
        "condition", "failed()", "always()", "condition", since=(3, 0), unset="succeeded()", unset_holds="succeeded()"
    ),
    *_step("continue_on_error", False, True, "continueOnError", GONE, True, unset=False),
    *_step("always_run", False, True, "alwaysRun", GONE, True, unset=False),
    *_step("timeout_in_minutes", 5, 10, "timeoutInMinutes", since=(3, 0), unset=0),
    *_step("retry_count_on_task_failure", 1, 3, "retryCountOnTaskFailure", since=(7, 0), unset=0),
    *_step("ref_name", "one", "two", "refName", since=(3, 0), unset=""),
]

PROCESS = [*PHASES, *STEPS]
