"""python -m sandbox --port 0"""

import argparse
import os
import signal
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from sandbox import spreadsheets
from sandbox.box import Box
from sandbox.catalogue import build
from sandbox.server import Server


def options(arguments=None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "sandbox", description="MusicBrainz, Spotify, YouTube and Last.fm on one loopback port."
    )
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one and prints it")
    parser.add_argument("--artists", type=int, default=60)
    parser.add_argument("--isrcs", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--start", type=datetime.fromisoformat, metavar="ISO", help="where the clock starts; now, unless told"
    )
    parser.add_argument("--spotify", choices=("dev", "extended", "off"), default="dev")
    parser.add_argument(
        "--limits", default="real", metavar="real|xN|none", help="xN scales rates and daily quotas alike"
    )
    parser.add_argument("--latency", type=float, default=0, metavar="MS", help="wait this long before each reply")
    parser.add_argument(
        "--faults", default="", metavar="SPEC", help="platform[.endpoint]:kind[:times], comma-separated"
    )
    parser.add_argument(
        "--spreadsheets", type=Path, metavar="DIR", help="write sample spreadsheets of the catalogue and exit"
    )
    parser.add_argument(
        "--die-with-parent", action="store_true", help="end when the process that started this one ends"
    )
    return parser.parse_args(arguments)


def main(arguments=None) -> int:
    chosen = options(arguments)
    try:
        world = build(artists=chosen.artists, isrcs=chosen.isrcs, seed=chosen.seed, start=chosen.start)
        if chosen.spreadsheets:
            for path in spreadsheets.write_all(world, chosen.spreadsheets):
                print(path)
            return 0
        box = Box(
            world,
            limits=chosen.limits,
            spotify=chosen.spotify,
            latency=chosen.latency,
            faults=chosen.faults,
            seed=chosen.seed,
        )
        server = Server(chosen.port, box)
    except (ValueError, OSError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    serve(server, chosen.die_with_parent)
    return 0


def serve(server: Server, die_with_parent: bool):
    def stop(*_):
        server.stopping.set()
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if die_with_parent:
        threading.Thread(target=_watch_parent, args=(os.getppid(), stop), daemon=True).start()
    print(f"sandbox on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()


def _watch_parent(parent: int, stop):
    while os.getppid() == parent:
        time.sleep(0.3)
    stop()


if __name__ == "__main__":
    sys.exit(main())
