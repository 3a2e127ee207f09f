"""Two runs of the tests beside each other: no bot of one takes the port of the other's."""

import json
import subprocess
import sys

from demo.stage import OWN_PORTS, PORTS, ROOT, free_port

OTHER_PROCESS = """
import json, sys
from demo import stage
stage.PORTS, stage.OWN_PORTS = json.load(sys.stdin), 16
print(json.dumps([stage.free_port() for _ in range(16)]))
"""


def test_another_process_gets_other_ports() -> None:
    own = {free_port() for _ in range(OWN_PORTS)}
    few = [*own, *list(PORTS)[:OWN_PORTS]]

    command = [sys.executable, "-c", OTHER_PROCESS]
    printed = subprocess.run(command, cwd=ROOT, input=json.dumps(few), capture_output=True, text=True, check=True)

    assert own.isdisjoint(json.loads(printed.stdout))
