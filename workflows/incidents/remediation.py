"""The next step for an incident, by Fivetran's task codes or by its condition.

Fivetran publishes no list of its codes and adds to them. An unknown code gets the step of the condition.
"""

from collections.abc import Sequence
from dataclasses import replace

from workflows.incidents.conditions import CONDITION_RULES
from workflows.incidents.conditions.broken_auth import RECONNECT
from workflows.incidents.conditions.schema_change import REVIEW_SCHEMA
from workflows.incidents.model import Incident
from workflows.incidents.next_step import TESTS_PASS, NextStep, Remediation

GRANT_PERMISSIONS = Remediation(
    NextStep.GRANT_PERMISSIONS,
    "Grant the missing permissions to the connection's account in the source, then run the setup tests.",
)
REMEDIATION_BY_CODE: dict[str, Remediation] = {
    "reconnect": RECONNECT,
    "invalid_credentials": RECONNECT,
    "resync_table_warning": Remediation(
        NextStep.RESYNC, "Re-sync the tables that Fivetran lists, from the Schema tab."
    ),
    "schema_change": REVIEW_SCHEMA,
    "blocked_on_capture": Remediation(
        NextStep.REVIEW_SCHEMA, "Allow the captured schema on the Schema tab. Syncs wait until then."
    ),
    "blocked_on_customer": Remediation(
        NextStep.REVIEW_SCHEMA, "Confirm the schema on the Schema tab. Syncs wait until then."
    ),
    "permission_denied": GRANT_PERMISSIONS,
    "insufficient_permissions": GRANT_PERMISSIONS,
    "quota_exceeded": Remediation(
        NextStep.WAIT_FOR_QUOTA, "Wait for the source's quota to reset, or sync less often. No data is lost."
    ),
    "update_service_account": Remediation(
        NextStep.GRANT_ACCESS, "Grant access to Fivetran's service account, then run the setup tests."
    ),
}
"""Start of a task code → next step; the longest match counts."""


def describe_tests(incident: Incident, failed: Sequence[str]) -> str:
    """Say how the setup tests of an incident's connection ended, and what it means that they passed."""
    if failed:
        return f"The setup tests of {incident.name} failed: {'; '.join(failed)}."
    passed, after = f"The setup tests of {incident.name} passed", CONDITION_RULES[incident.condition].after_tests
    return after.instruction.replace("*", "").replace(TESTS_PASS, passed) if after else f"{passed}."


def find_remediation(incident: Incident) -> Remediation:
    """Return the next step for an incident. Setup tests that passed rule out what the first step was for."""
    rule = CONDITION_RULES[incident.condition]
    if incident.has_passed_tests and rule.after_tests:
        return rule.after_tests
    known = _by_code_or_condition(incident)
    return replace(known, vendor_text=incident.advice.instruction) if incident.advice else known


def _by_code_or_condition(incident: Incident) -> Remediation:
    matches = [prefix for prefix in REMEDIATION_BY_CODE for code in incident.codes if code.startswith(prefix)]
    if matches:
        return REMEDIATION_BY_CODE[max(matches, key=len)]
    return CONDITION_RULES[incident.condition].remediation
