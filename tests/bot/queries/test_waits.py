"""Who had to decide, as figures name them: the policy of `services.yaml`, or the settings."""

from datetime import timedelta

from sqlalchemy import Engine

from bot.queries.waits import WaitReports
from bot.store.requests import RequestStore
from bot.store.waits import WaitRows
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import an_approved_request
from workflows.approvals.policy import Names, Number, Policies, Policy

WATCH = Watch()
REVENUE = Policy(Names(("@revenue",), "services.yaml, line 2"), None, Number(2, "services.yaml, line 3"))
PRIVACY = Policy(sensitive=Names(("@privacy",), "services.yaml, line 4"))


def approvers(database: Engine, policies: Policies, *sensitive: str) -> list[str]:
    RequestStore(database, WATCH).add(an_approved_request(), "V1")
    report = WaitReports(WaitRows(database), WATCH, sensitive, policies).of_last(timedelta(days=30))
    return list(report.by_approvers)


def test_without_a_policy_the_approvers_of_the_settings_decide(database: Engine) -> None:
    assert approvers(database, Policies()) == ["Approvers"]
    assert approvers(database, Policies(), "salesforce") == ["Approvers of sensitive data"]


def test_a_policy_names_them_once_however_many_are_needed(database: Engine) -> None:
    assert approvers(database, Policies(by_service={"salesforce": REVENUE})) == ["@revenue"]
    assert approvers(database, Policies(PRIVACY), "salesforce") == ["An approver and @privacy"]
