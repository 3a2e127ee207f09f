"""Read the world at the end of a story, from outside."""

import json

from tests.chaos.database import read_table, read_workflows
from tests.chaos.script import Story
from tests.chaos.stage import Stage
from tests.chaos.world import PEOPLE, World, calls_of, connections_of, deliveries_of, messages_of, tickets_of
from tests.e2e.support.log_checks import SECRETS


def read_world(stage: Stage, story: Story, settled_from: float) -> World:
    """Return the world as it is now. `settled_from` is the machine's time."""
    state, journal, url = stage.sandbox.state(), stage.read_journal(), stage.database
    group = [one for one in state["slack"]["group"]["users"] if one != "U0DORA"]
    return World(
        requests=read_table(url, "request"),
        incidents=read_table(url, "incident"),
        ledger=read_table(url, "ledger"),
        audit=read_table(url, "audit_entry"),
        workflows=[one for one in read_workflows(url) if one["status"] != "SUCCESS"],
        messages=list(messages_of(state["slack"])),
        tickets=list(tickets_of(state["jira"])),
        connections=list(connections_of(state["fivetran"], stage.initial_connections)),
        deliveries=list(deliveries_of(journal)),
        calls=list(calls_of(journal)),
        approvers=[*group, *([PEOPLE["rosa"]] if story.has_stricter_group else [])],
        sensitive_approvers=group,
        breaks=list(stage.breaks),
        clock_tolerance=1.0 + stage.set_back,
        settled_from=settled_from,
        log=_odd_lines(stage.processes.log()),
        deaths=list(stage.deaths),
    )


def _odd_lines(log: str) -> list[str]:
    """Return the lines that are errors or show a secret. The secret itself is cut out."""
    odd = []
    for line in log.splitlines():
        if found := [one for one in SECRETS if one in line]:
            odd.append(f"a secret in the log: {line[:200].replace(found[0], '…')}")
        elif _is_error(line):
            odd.append(line[:3_000])
    return odd


def _is_error(line: str) -> bool:
    try:
        return json.loads(line)["level"] not in {"debug", "info", "warning"}
    except (ValueError, KeyError, TypeError):
        return bool(line.strip())
