# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work behind the make targets: `python3 tools/run.py --help`."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from devkit import foreground, renewal
from devkit.cores import CORES, newest, runnable
from devkit.outcome import summary
from devkit.parts import auth_servers, hunt, integration, lint, package, sanity, suites, units
from devkit.paths import CACHE
from devkit.schedule import Part, log_of, run_parts
from devkit.venvs import SetupError


def everything(cores: Sequence[str]) -> list[Part]:
    """All of `make test`, what takes longest first so that the processors are busy to the end."""
    parts = [
        *suites.parts(),
        *auth_servers.parts(),
        *integration.parts(cores),
        *sanity.parts(cores),
        *units.parts(),
        *package.parts(),
        *lint.parts(),
    ]
    # these take minutes and cannot be divided
    low, high = runnable()[0].version, newest().version
    first = [
        "pytest-functional",
        f"integration-{high}",
        "pytest-docs_examples",
        f"integration-{low}",
        f"sanity-{high}",
        f"sanity-{low}",
        "pytest-emulator_tests",
        *(part.name for part in parts if part.name.startswith("sanity-")),
    ]
    return sorted(parts, key=lambda part: first.index(part.name) if part.name in first else len(first))


def selections(options: argparse.Namespace) -> dict[str, Callable[[], list[Part]]]:
    """The parts that each target runs."""
    return {
        "test": lambda: everything(options.core),
        "lint": lint.parts,
        "sanity": lambda: sanity.parts(options.core, options.arguments),
        "units": lambda: units.parts(options.arguments),
        "test-auth": lambda: auth_servers.parts(options.arguments, wanted=True),
        "suites": lambda: suites.parts(options.arguments),
        "integration": lambda: integration.parts(options.core, options.arguments),
        "package": package.parts,
    }


def run_selection(parts: Sequence[Part], options: argparse.Namespace) -> int:
    """Run them, hunt for secrets in what they wrote, and print the summary; 1 when anything failed."""
    chosen = [part for part in parts if not options.only or any(word in part.name for word in options.only)]
    if not chosen:
        raise SystemExit(f"no part is called {' or '.join(options.only)}: {', '.join(part.name for part in parts)}")
    start = time.time()
    results = run_parts(chosen, options.jobs)
    results += run_parts([hunt.part(start)])
    print(summary(results), flush=True)
    return 1 if any(result.outcome.failed for result in results) else 0


def build() -> int:
    """Build the tarball and say where it is."""
    print(package.build(log_of("build")))
    return 0


def reformat() -> int:
    """Format the sources in place."""
    done = lint.reformat()
    print(done.output, end="")
    return done.code


def clean() -> int:
    """Remove everything that the tooling has made."""
    shutil.rmtree(CACHE, ignore_errors=True)
    return 0


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=f"Build, run and test the collection. Everything it makes lies in {CACHE}."
    )
    parser.add_argument(
        "target",
        choices=[
            *selections(argparse.Namespace()),
            "emulator",
            "demo",
            "bench",
            "soak",
            "build",
            "format",
            "lock",
            "clean",
        ],
    )
    parser.add_argument(
        "--core",
        action="append",
        default=[],
        choices=[core.version for core in CORES],
        help="this ansible-core only (repeatable)",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="WORD",
        help="only parts (or lock files) whose name contains WORD (repeatable)",
    )
    parser.add_argument("--jobs", type=int, default=0, help="parts at a time; default: one per processor, at most four")
    parser.add_argument(
        "arguments", nargs="*", help="for the program behind the target; those that begin with - stand after --"
    )
    # argparse of older Pythons takes no positional arguments behind options, not even after --
    given = list(argv)
    cut = given.index("--") if "--" in given else len(given)
    options = parser.parse_args(given[:cut])
    options.arguments += given[cut + 1 :]
    return options


def main(argv: Sequence[str]) -> int:
    """Run one target; returns the exit code."""
    options = parse(argv)
    CACHE.mkdir(parents=True, exist_ok=True)
    # so that a termination passes through every `finally`
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    commands: dict[str, Callable[[], int]] = {
        "emulator": lambda: foreground.emulator_server(options.arguments),
        "demo": lambda: foreground.demo(options.arguments),
        "bench": lambda: foreground.bench(options.arguments),
        "soak": lambda: foreground.soak(options.arguments),
        "build": build,
        "format": reformat,
        "lock": lambda: renewal.renew(options.only),
        "clean": clean,
    }
    try:
        if options.target in commands:
            return commands[options.target]()
        return run_selection(selections(options)[options.target](), options)
    except (RuntimeError, SetupError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
