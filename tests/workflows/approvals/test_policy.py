"""The policy says who is asked, and the fallback decides where that leaves only people who can't."""

import pytest

from workflows.approvals.panel import build_panel
from workflows.approvals.policy import Names, Policies, Policy, Requirement, Voters

DATA, SALES, SPARE = (
    Names((name,), f"services.yaml, line {line}") for line, name in ((1, "@data"), (5, "@sales"), (2, "@spare"))
)
MEMBERS = {"@data": {"U0BO"}, "@sales": {"U0ROSA", "U0DORA"}, "@spare": {"U0CLEO"}}


def members_of(voters: Voters) -> frozenset[str]:
    names = voters.named.names if voters.named else ("@data",)
    return frozenset().union(*(MEMBERS[name] for name in names))


@pytest.mark.parametrize("is_sensitive", [False, True])
def test_without_a_policy_the_settings_decide_alone(is_sensitive: bool) -> None:
    assert Policies().requirement("jira", is_sensitive=is_sensitive) == Requirement(Voters(None, is_sensitive))


def test_a_key_of_the_service_comes_before_the_same_key_of_the_default() -> None:
    policies = Policies(Policy(DATA, SPARE), {"salesforce": Policy(SALES)})

    assert policies.requirement("jira", is_sensitive=False) == Requirement(Voters(DATA), Voters(SPARE))
    assert policies.requirement("salesforce", is_sensitive=False) == Requirement(Voters(SALES), Voters(SPARE))


def test_named_approvers_of_sensitive_data_are_sensitive_data_approvers_too() -> None:
    policies = Policies(Policy(DATA))

    assert policies.requirement("jira", is_sensitive=True) == Requirement(Voters(DATA, True), Voters(None, True))


@pytest.mark.parametrize(
    ("approvers", "requesters", "deciders", "is_fallback"),
    [
        (SALES, ["U0ADA"], {"U0ROSA", "U0DORA"}, False),
        (DATA, ["U0BO"], {"U0CLEO"}, True),
        (SALES, ["U0ROSA"], {"U0CLEO"}, True),
        (SALES, ["U0ADA", "U0ROSA"], {"U0CLEO"}, True),
        (DATA, ["U0BO", "U0CLEO"], set(), True),
    ],
    ids=["two members", "the requester alone", "the other has left", "an earlier requester", "the fallback too"],
)
def test_the_fallback_decides_where_only_the_requester_is_left(
    approvers: Names, requesters: list[str], deciders: set[str], is_fallback: bool
) -> None:
    requirement = Policies(Policy(approvers, SPARE)).requirement("jira", is_sensitive=False)

    panel = build_panel(requirement, requesters, members_of, lambda user: user != "U0DORA")

    assert (set(panel.deciders), panel.is_fallback) == (deciders, is_fallback)


def test_the_settings_have_no_fallback() -> None:
    panel = build_panel(Policies().requirement("jira", is_sensitive=False), ["U0BO"], members_of, lambda _user: True)

    assert (panel.deciders, panel.is_fallback) == (frozenset(), False)
