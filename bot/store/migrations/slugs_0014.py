"""What revision 0014 changes inside JSON bodies: sentences for people become slugs and values."""

from collections.abc import Mapping
from typing import Any

Body = dict[str, Any]

ANSWERS = {
    "Service": "service_name",
    "Purpose": "purpose",
    "Business owner": "business_owner",
    "Sensitivity": "sensitivity",
    "Who needs access": "access",
    "Freshness": "freshness",
    "Delete after": "delete_after",
    "Destination": "destination",
    "Settings": "config",
    "Reports": "reports",
    "Why another one": "duplicate_reason",
}
CHOSEN_ANSWERS: Mapping[str, Mapping[str, str]] = {
    "sensitivity": {"personal data": "personal_data", "not sure": "not_sure"},
    "freshness": {"every 6 hours": "six_hours"},
    "delete_after": {},
    "reports": {},
}
STEPS = {
    "Reconnect": "reconnect",
    "Grant permissions": "grant_permissions",
    "Grant access": "grant_access",
    "Re-sync": "resync",
    "Review schema": "review_schema",
    "Source quota": "wait_for_quota",
    "Check error": "check_error",
    "Check logs": "check_logs",
    "Sync now": "sync",
    "Resume": "resume",
    "Finish setup": "finish_setup",
    "Read warning": "read_warning",
    "No action": "none",
}
STEPS_BY_CONDITION = {
    "broken_auth": "reconnect",
    "paused_by_fivetran": "resume",
    "flapping": "check_logs",
    "failing": "check_error",
    "stuck": "sync",
    "delayed": "sync",
    "schema_change": "review_schema",
    "setup_incomplete": "finish_setup",
    "warning": "read_warning",
    "first_sync": "none",
}
ACTIONS = {
    "requested a new Connect Card": "connect_card",
    "asked for a fresh Connect Card": "connect_card",
    "started a sync": "sync",
    "paused it": "pause",
    "is on it": "acknowledge",
    "snoozed it for 1 hour": "snooze_1h",
    "snoozed it for 4 hours": "snooze_4h",
    "snoozed it for 1 day": "snooze_1d",
    "snoozed it until it recovers": "snooze_until_recovery",
}
TESTS_RUN = "ran the setup tests"
TESTS_FAILED = "failed: "


def rewrite_request(body: Body) -> Body:
    """Store each changed answer by its name. What was typed before and after is erased."""
    if "edits" not in body:
        return body
    edits = [
        edit | {"changes": [change for text in edit.get("changes", []) for change in _change(text)]}
        for edit in body["edits"]
    ]
    return body | {"edits": edits}


def _change(change: str) -> list[Body]:
    label, _, values = change.partition(": ")
    answer = ANSWERS.get(label.removesuffix(" changed"))
    if answer is None:
        return []
    before, arrow, after = values.partition(" → ")
    if answer not in CHOSEN_ANSWERS or not arrow:
        return [{"answer": answer}]
    return [{"answer": answer, "before": _chosen(answer, before), "after": _chosen(answer, after)}]


def _chosen(answer: str, text: str) -> list[str]:
    labels = CHOSEN_ANSWERS[answer]
    return [] if text == "–" else [labels.get(value, value) for value in text.split(", ")]


def rewrite_incident(body: Body) -> Body:
    """Store each action by its slug, with the setup tests that failed."""
    if "activity" not in body:
        return body
    return body | {"activity": [new for entry in body["activity"] for new in _entry(entry)]}


def _entry(entry: Body) -> list[Body]:
    text = str(entry["action"])
    if text.startswith(TESTS_RUN):
        failed = text.partition(TESTS_FAILED)[2]
        return [entry | {"action": "run_tests", "failed_tests": failed.split("; ") if failed else []}]
    return [entry | {"action": ACTIONS[text]}] if text in ACTIONS else []


def rewrite_storm(body: Body) -> Body:
    """Store each next step by its slug. The label of an older version becomes the step of the condition."""
    members = [member | {"next_step": _step(member)} for member in body.get("members", [])]
    return body | {"members": members, "most_common_step": STEPS.get(body.get("most_common_step", ""))}


def _step(member: Body) -> str:
    return STEPS.get(member["next_step"]) or STEPS_BY_CONDITION[member["condition"]]
