# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python tests/emulator`: options, start-up lines, clean exit."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from .app import build
from .world import World


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="emulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free port")
    parser.add_argument("--url-file", type=Path, help="the base URL is written here once it answers")
    parser.add_argument(
        "--log-file",
        type=Path,
        default=os.environ.get("EMULATOR_LOG_FILE"),
        help="a line of JSON for each request is added to it (default: environment variable EMULATOR_LOG_FILE)",
    )
    parser.add_argument("--latency-ms", type=int, default=0, help="added to every request of a collection")
    return parser.parse_args(arguments)


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind((host, port))
    return listener


class Server(uvicorn.Server):
    """A server that leaves signals to its caller: uvicorn would end the process with the signal it got."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def install_signal_handlers(self) -> None:
        """The same, for uvicorn before 0.29."""


def server(world: World) -> Server:
    config = uvicorn.Config(
        build(world),
        http="h11",
        loop="asyncio",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=120,  # as IIS does
    )
    return Server(config)


def write_atomically(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(name, path)


async def serve(world: World, listener: socket.socket, url: str, url_file: Path | None) -> None:
    running = server(world)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, setattr, running, "should_exit", True)
    task = asyncio.create_task(running.serve(sockets=[listener]))
    while not running.started and not task.done():
        await asyncio.sleep(0.005)
    print(url, flush=True)
    for collection in world.collections.values():
        print(f"  {collection.profile.product:<40} {url}{collection.path}", flush=True)
    if url_file is not None:
        write_atomically(url_file, url)
    await task


def main(arguments: list[str] | None = None) -> int:
    chosen = options(arguments)
    listener = listen(chosen.host, chosen.port)
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    url = f"http://{host}:{listener.getsockname()[1]}"
    world = World.standard(chosen.latency_ms / 1000, chosen.log_file)
    try:
        asyncio.run(serve(world, listener, url, chosen.url_file))
    finally:
        listener.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
