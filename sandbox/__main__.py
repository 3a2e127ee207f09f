"""Run `python -m sandbox`: serve the sandbox on one local port."""

import argparse
import json
import sys
from pathlib import Path

from sandbox.app import create_world
from sandbox.serving import MANIFEST, Server, listen


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8400)
    parser.add_argument("--manifest", type=Path, default=MANIFEST, help="the Slack app's manifest")
    parser.add_argument("--events-url", help="deliver Slack's payloads here instead of over Socket Mode")
    return parser.parse_args()


def main() -> None:
    """Serve until interrupted."""
    chosen = arguments()
    manifest = json.loads(chosen.manifest.read_text(encoding="utf-8"))
    world = create_world(f"http://127.0.0.1:{chosen.port}", manifest)
    if chosen.events_url:
        world.slack.delivery.use_http(chosen.events_url)
    try:
        listening = listen(chosen.port)
    except OSError as error:
        sys.exit(f"Port {chosen.port} can't be used: {error.strerror}. Choose another one with --port.")
    Server(world).run([listening])


if __name__ == "__main__":
    main()
