"""The vendors' own descriptions judge what was said in a journey: by the bot, and by the sandbox."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from jsonschema import ValidationError

from tests.e2e.support import slack_specs
from tests.sandbox.support import fivetran_spec as fivetran
from tests.sandbox.support import jira_schemas as jira

Exchange = dict[str, Any]

AT_HAND = fivetran.OPENAPI.exists() and jira.SPEC.exists() and slack_specs.SPECS.exists()
"""Whether the descriptions are in `../shared/specs`: they are not ours to ship."""


def faults(journal: list[Exchange]) -> list[str]:
    """Everything that a description does not allow, in words."""
    return [f"{entry['number']} {words}" for entry in journal for words in _judged(_without_moment(entry))]


def _without_moment(entry: Exchange) -> str:
    """The exchange as JSON. Journeys begin with the same ones, which differ only in when they were."""
    return json.dumps({name: value for name, value in entry.items() if name not in ("number", "at")})


@lru_cache(1_000)
def _judged(exchange: str) -> tuple[str, ...]:
    entry = json.loads(exchange)
    return tuple(JUDGES[entry["service"]](entry))


def _of_jira(entry: Exchange) -> list[str]:
    return jira.faults(entry) if entry["direction"] == "in" and _was_answered(entry) else []


def _of_fivetran(entry: Exchange) -> Iterator[str]:
    if entry["direction"] == "out" or not _was_answered(entry) or not entry["path"].startswith("/v1/"):
        return
    if not fivetran.knows(entry):
        yield f"Fivetran has no {entry['method']} {entry['path']}"
    for judge in (fivetran.judge_request, fivetran.judge_answer):
        try:
            judge(entry)
        except ValidationError as error:
            yield f"{entry['method']} {entry['path']}: {error.json_path} {error.message[:300]}"


def _was_answered(entry: Exchange) -> bool:
    """Whether the vendor itself answered as usual: trouble on request has no description."""
    is_fault = isinstance(entry["response"], str) and "Fault injected" in entry["response"]
    return not is_fault and "'distorted': True" not in str(entry["response"])


def _of_pagerduty(_entry: Exchange) -> Iterable[str]:
    """Return no faults: no schema is at hand, and the sandbox refuses what is malformed."""
    return ()


JUDGES = {"slack": slack_specs.faults, "jira": _of_jira, "fivetran": _of_fivetran, "pagerduty": _of_pagerduty}
