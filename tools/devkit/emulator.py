# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the emulator for as long as something needs it."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from devkit.paths import CACHE
from devkit.process import clean_environment, temporary

_PATIENCE = 30.0


@contextlib.contextmanager
def emulator(python: Path, source: Path, log: Path, requests: Path | None = None) -> Iterator[str]:
    """Start `source`/tests/emulator on a free port; yields its URL and stops it at the end, whatever happens.

    What it is asked is added to the file `requests`. Raises RuntimeError with what it printed when it does not come up.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder, open(log, "ab") as handle:
        announced = Path(folder) / "url"
        argv = [python, source / "tests" / "emulator", "--port", "0", "--url-file", announced]
        # a session of its own: a Ctrl-C at the terminal must not end it before what uses it
        process = subprocess.Popen(
            list(map(str, argv)),
            cwd=folder,
            env=clean_environment(**_written_to(requests), **temporary(log)),
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield _wait_for(announced, process, log)
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def requests_of(log: Path) -> Path:
    """The file for the requests that the emulators of a part with this log get."""
    return log.with_suffix(".requests.log")


def _written_to(requests: Path | None) -> dict[str, str]:
    return {"EMULATOR_LOG_FILE": str(requests)} if requests else {}


def _wait_for(announced: Path, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if announced.is_file():
            url = announced.read_text(encoding="utf-8").strip()
            if url:
                return url
        time.sleep(0.05)
    raise RuntimeError(f"the emulator did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")
