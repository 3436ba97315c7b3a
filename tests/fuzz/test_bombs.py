# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small answers that would fill the memory: compressed zeros and deep nesting, against a process with a limit."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from fuzz.hostile import HostileServer, Told

#: far less than what any of them would take. Bytes.
LIMIT = int(0.5 * 2**30)
RUN = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
from functional.world import run_module
print(json.dumps(run_module("build_definition_info", json.loads(sys.argv[1]))))
"""
HEADERS = (("Content-Type", b"application/json"),)


def zeros(size: int) -> bytes:
    """As many zeros, compressed."""
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(2**20)
    return b"".join(packed.compress(block) for _number in range(size // len(block))) + packed.flush()


def nested(depth: int) -> bytes:
    return b'{"value":' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(Told(200, (*HEADERS, ("Content-Encoding", b"gzip")), zeros(2**30)), id="1 GiB of zeros"),
        pytest.param(
            Told(200, (*HEADERS, ("Content-Encoding", b"gzip, gzip")), gzip.compress(zeros(2**30))), id="packed twice"
        ),
        pytest.param(Told(200, HEADERS, b'{"value":[' + b"[]," * 21_000_000 + b"[]]}"), id="21,000,000 lists"),
        pytest.param(Told(200, HEADERS, nested(100_000)), id="100,000 levels"),
        pytest.param(Told(200, HEADERS, nested(900)), id="900 levels"),
        pytest.param(Told(200, HEADERS, b"[" * 10_000_000), id="10,000,000 levels"),
    ],
)
def test_it_is_refused_within_bounds(hostile: HostileServer, told: Told) -> None:
    hostile.answer = lambda verb, path, number: told
    options = {"organization_url": f"{hostile.url}/org", "project": "p", "personal_access_token": "x" * 52}
    asked = json.dumps({**options, "product": "services", "retries": 0})
    done = subprocess.run(
        [sys.executable, "-c", RUN, asked, str(LIMIT)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent.parent), *sys.path])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["failure"]["code"] == "invalid_response", result
