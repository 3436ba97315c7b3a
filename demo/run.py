# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demo: declare pipelines, look, apply, apply again; let somebody else edit one; see the drift; repair it.

Started by `make demo`, which puts the emulator's URL into EMULATOR_URL, `ansible-playbook` on PATH and the collection
on ANSIBLE_COLLECTIONS_PATH. Ends with 1 when anything is not as it should be.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from servers import FOLDER, TOKENS, Emulated, NotAsItShouldBe, Real, choose

HERE = Path(__file__).resolve().parent
CONNECTION = ("AZDO_ORG_SERVICE_URL", "SYSTEM_COLLECTIONURI", "SYSTEM_TEAMPROJECT", *TOKENS)
DECLARED = ["demo-website", "demo-api", "demo-msbuild"]

Entries = list[dict[str, Any]]


class Demo:
    """Runs playbooks against one server and remembers what they printed."""

    def __init__(self, server: Emulated | Real, folder: Path) -> None:
        self.server = server
        # begins as all secrets of our tests do, so that their hunt looks for it too
        self.secret = f"S3CRET-{secrets.token_urlsafe(24)}"
        self.declared = list(DECLARED)
        self._printed: list[str] = []
        self._results = folder / "results.jsonl"
        self._inventory = folder / "inventory.json"
        local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        self._inventory.write_text(json.dumps({"all": {"vars": local, "children": server.inventory()}}), "utf-8")

    def play(self, playbook: str, *options: str, may_fail: bool = False) -> Entries:
        """Run a playbook, print its output as it comes, and return its results."""
        self._results.write_text("", "utf-8")
        argv = ["ansible-playbook", "-i", str(self._inventory), playbook, *options]
        with subprocess.Popen(
            argv, cwd=HERE, env=self._environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                self._printed.append(line)
                if line.strip():
                    print(line, end="", flush=True)
        if process.returncode and not may_fail:
            raise NotAsItShouldBe(f"{playbook} failed")
        return [json.loads(line) for line in self._results.read_text("utf-8").splitlines()]

    def expect(self, entries: Entries, changed: list[str]) -> None:
        """Fail unless every declared definition was looked at, and exactly these were (or would be) changed."""
        seen = [entry["task"] for entry in entries]
        found = [entry["task"] for entry in entries if entry["word"] == "changed"]
        if seen != self.declared or found != changed:
            raise NotAsItShouldBe(f"changed are {found or 'none'} of {seen}, and should be {changed or 'none'}")

    def expect_writes(self, number: int | None = None) -> None:
        """Say what the server's own log shows; fail if there are no, or other, writes than there should be."""
        if isinstance(self.server, Real):
            return
        writes = self.server.writes()
        print(f"   The server's log: {writes} {'request' if writes == 1 else 'requests'} that wrote something")
        if (number is None and not writes) or (number is not None and writes != number):
            raise NotAsItShouldBe("the number of writing requests is another one")

    def expect_no_secret(self) -> None:
        """Fail if the secret was printed anywhere."""
        if any(self.secret in line for line in self._printed):
            raise NotAsItShouldBe("the secret was printed")

    def without_classic(self, entries: Entries) -> Entries:
        """Organisations may forbid classic pipelines; then the demo goes on without one."""
        refused = [entry for entry in entries if entry["code"] == "classic_pipelines_disabled"]
        if any(entry["word"] == "failed" for entry in entries if entry not in refused):
            raise NotAsItShouldBe("pipelines.yml failed")
        if refused:
            print("   This organisation forbids classic pipelines: the demo goes on without.")
            self.declared = [name for name in self.declared if name != "demo-msbuild"]
        return [entry for entry in entries if entry not in refused]

    def _environment(self) -> dict[str, str]:
        env = {**os.environ, "ANSIBLE_CONFIG": str(HERE / "ansible.cfg"), "DEMO_RESULTS": str(self._results)}
        env["DEMO_API_KEY"] = self.secret
        if not self.server.is_real:
            for name in CONNECTION:
                env.pop(name, None)
        return env


def heading(number: int, text: str) -> None:
    """Begin a step."""
    print(f"\n{number}. {text}", flush=True)


def story(demo: Demo) -> None:
    """The steps of the demo. Raises NotAsItShouldBe."""
    heading(1, "Check mode: what would happen")
    demo.expect(demo.play("pipelines.yml", "--check"), DECLARED)
    demo.expect_writes(0)

    heading(2, "For real")
    entries = demo.without_classic(demo.play("pipelines.yml", may_fail=True))
    demo.expect(entries, demo.declared)
    demo.expect_writes()
    limit = [] if demo.declared == DECLARED else ["--skip-tags", "classic"]

    heading(3, "Again: nothing to do")
    demo.expect(demo.play("pipelines.yml", *limit), [])
    demo.expect_writes(0)

    heading(4, "Somebody else edits demo-api: another region, a longer timeout")
    api = next(entry["id"] for entry in entries if entry["task"] == "demo-api")
    if isinstance(demo.server, Emulated):
        demo.server.edit(api)
        print("   done through the server, past Ansible")
    else:
        demo.play("someone_else.yml")

    heading(5, "The drift, with --check --diff")
    demo.expect(demo.play("pipelines.yml", "--check", "--diff", *limit), ["demo-api"])
    demo.expect_writes(0)

    heading(6, "The repair, with --diff")
    demo.expect(demo.play("pipelines.yml", "--diff", *limit), ["demo-api"])
    demo.expect_writes(1)

    if isinstance(demo.server, Emulated):
        demo.server.check_repaired(api, demo.secret)
        print("   The secret ApiKey was written once, outlived edit and repair, and was never printed.")
    else:
        heading(7, "Once more: nothing to do")
        demo.expect(demo.play("pipelines.yml", *limit), [])


def tell(demo: Demo) -> None:
    """The story, between two clean-ups where it leaves something behind. Raises NotAsItShouldBe."""
    if not demo.server.is_real:
        story(demo)
        return
    heading(0, "Clean up what an earlier run may have left")
    demo.play("clean_up.yml")
    try:
        story(demo)
    finally:
        heading(8, f"Clean up; the folder {FOLDER} itself stays")
        demo.play("clean_up.yml")


def main() -> int:
    """Tell the story; 1 when it does not end well."""
    start = time.monotonic()
    server = choose(os.environ)
    print(server.introduction())
    with tempfile.TemporaryDirectory() as folder:
        demo = Demo(server, Path(folder))
        problems = []
        for part in (lambda: tell(demo), demo.expect_no_secret):
            try:
                part()
            except NotAsItShouldBe as error:
                problems.append(str(error))
    for problem in problems:
        print(f"\nNOT AS IT SHOULD BE: {problem}", file=sys.stderr)
    if not problems:
        print(f"\nAll as it should be, in {time.monotonic() - start:.0f} s.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
