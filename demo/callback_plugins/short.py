# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One line per task, the diff below it; and the results as JSON lines for what runs the demo."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: short
type: stdout
short_description: One line per task
description:
  - What a task did, the members that it changed, and its diff.
  - Results go to the file that the environment variable E(DEMO_RESULTS) names.
"""


class CallbackModule(CallbackBase):
    """Prints what a reader of the demo wants to know."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "short"

    def v2_runner_on_ok(self, result: Any) -> None:
        self._show_all(result, result._result)

    v2_runner_item_on_ok = v2_runner_on_ok

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._show_all(result, result._result, failed=True)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._show(result, result._result, failed=True)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._show(result, result._result, failed=True)

    def _show_all(self, result: Any, answer: dict[str, Any], failed: bool = False) -> None:
        """A set tells of many definitions; the items of a loop have been shown one by one already."""
        if "counts" not in answer:
            # what else there is looks into the role's arguments
            if failed or "action" in answer:
                self._show(result, answer, failed)
            return
        diffs = {diff["after_header"].rpartition("\\")[2]: diff for diff in answer.get("diff", [])}
        for item in answer["results"]:
            own = {**item, "item": item["name"], "diff": diffs.get(item["name"])}
            self._show(result, own, failed=bool(item.get("failed") or item.get("skipped")))

    def _show(self, result: Any, answer: dict[str, Any], failed: bool = False) -> None:
        # "Keep demo-msbuild" is about demo-msbuild
        task = str(answer.get("item") or result._task.get_name().split()[-1])
        host = result._host.get_name()
        word = "failed" if failed else "changed" if answer.get("changed") else "ok"
        what = answer.get("msg", "") if failed else self._story(answer, result._task.check_mode)
        color = {"failed": "red", "changed": "yellow", "ok": "green"}[word]
        self._display.display(f"   {word:<8} {task:<13} on {host:<9} {what}".rstrip(), color=color)
        for warning in answer.get("warnings", []):
            self._display.display(f"            warning: {warning}", color="bright purple")
        if result._task.diff and answer.get("diff") and answer.get("changed"):
            for line in self._get_diff(answer["diff"]).splitlines():
                if line.strip():
                    self._display.display(f"            {line}")
        self._record(task, host, word, answer)

    @staticmethod
    def _story(answer: dict[str, Any], check_mode: bool) -> str:
        if not answer.get("changed"):
            return "as declared" if answer.get("definition") or answer.get("id") else "is not there"
        action = {"create": "create", "update": "update", "delete": "delete"}.get(answer.get("action", ""), "change")
        done = f"would {action}" if check_mode else f"{action}d"
        return f"{done}: {', '.join(answer['changes'])}" if action == "update" else done

    @staticmethod
    def _record(task: str, host: str, word: str, answer: dict[str, Any]) -> None:
        path = os.environ.get("DEMO_RESULTS")
        if path:
            entry = {"task": task, "host": host, "word": word, "id": answer.get("id")}
            entry["code"] = (answer.get("failure") or {}).get("code")
            with open(path, "a", encoding="utf-8") as handle:
                handle.write(json.dumps(entry) + "\n")
