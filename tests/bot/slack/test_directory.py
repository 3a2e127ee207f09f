"""Listeners that can't wait for Slack use cached people; decisions ask Slack each time."""

from typing import Any

import pytest

from bot.slack.client import SlackRefused
from bot.slack.directory import SlackDirectory, parse_person
from workflows.approvals.policy import Names, Policies, Policy
from workflows.errors import Refused, Unavailable, UnknownPerson


class Workspace:
    """Plays Slack, which knows one guest and can be down."""

    is_down = False

    def call(self, method: str, **_said: str) -> dict[str, Any]:
        if self.is_down:
            raise Unavailable("Slack does not answer.")
        guest = {"id": "U0GUS", "team_id": "T0DESK", "is_restricted": True, "deleted": False, "is_bot": False}
        return {"team_id": "T0DESK", "user": guest} if method == "users_info" else {"team_id": "T0DESK"}


def test_known_outsiders_are_rejected_without_a_call() -> None:
    slack = Workspace()
    directory = SlackDirectory(slack, "", frozenset())  # type: ignore[arg-type]  # plays what is called here
    directory.home()
    directory.look_up("U0GUS")
    slack.is_down = True

    directory.reject_known_outsider("U0ADA", "T0DESK")
    directory.reject_known_outsider("U0ADA", "")
    with pytest.raises(Refused, match="Guests can't do that"):
        directory.reject_known_outsider("U0GUS", "T0DESK")
    with pytest.raises(Refused, match="Only members of this workspace"):
        directory.reject_known_outsider("U0PIA", "T0NORTH")


def test_without_a_cached_identity_no_user_is_rejected() -> None:
    slack = Workspace()
    slack.is_down = True

    SlackDirectory(slack, "", frozenset()).reject_known_outsider("U0PIA", "T0NORTH")  # type: ignore[arg-type]


class Organization:
    """Plays Slack, whose people and groups change between two calls."""

    def __init__(self) -> None:
        self.group = ["U0BO"]
        self.is_deleted = False
        self.refusal = ""

    def call(self, method: str, **_said: str) -> dict[str, Any]:
        if self.refusal:
            raise SlackRefused(method, self.refusal)
        flags = {"is_restricted": False, "is_ultra_restricted": False, "is_bot": False}
        user = {"id": "W0BO", "team_id": "T0DESK", "deleted": self.is_deleted, **flags}
        return {"users": list(self.group)} if method == "usergroups_users_list" else {"user": user}


def a_directory(slack: Organization) -> SlackDirectory:
    return SlackDirectory(slack, "S0DATAENG", frozenset(), "S0PRIVACY")  # type: ignore[arg-type]


def test_an_odd_member_of_a_group_does_not_hide_the_others() -> None:
    slack = Organization()
    slack.group = ["U0BO", None, {"id": "U0CLEO"}, ["U0DORA"]]  # type: ignore[list-item]
    directory = a_directory(slack)

    assert directory.approvers() == {"U0BO"}
    assert [one.kind for one in directory.foreign.unreadable()] == ["group member"]


def test_an_odd_workspace_of_a_person_is_left_out() -> None:
    assert parse_person({"id": "W0BO", "enterprise_user": {"teams": ["T0DESK", {}]}}).enterprise_teams == {"T0DESK"}


def test_a_fresh_answer_is_never_an_old_one_and_replaces_it() -> None:
    slack = Organization()
    directory = a_directory(slack)
    assert directory.approvers() == directory.sensitive_approvers() == {"U0BO"}
    assert not directory.look_up("U0BO").is_deactivated

    slack.group, slack.is_deleted = ["U0CLEO"], True

    assert directory.approvers() == directory.sensitive_approvers() == {"U0BO"}
    assert directory.approvers(fresh=True) == directory.sensitive_approvers(fresh=True) == {"U0CLEO"}
    assert directory.look_up("U0BO", fresh=True).is_deactivated
    assert directory.look_up("U0BO").is_deactivated
    assert directory.approvers() == {"U0CLEO"}


def test_a_person_keeps_the_id_that_our_rows_have() -> None:
    assert a_directory(Organization()).look_up("U0BO").id == "U0BO"


@pytest.mark.parametrize("code", ["user_not_found", "users_not_found", "user_not_visible"])
def test_only_slacks_own_codes_prove_that_a_person_does_not_exist(code: str) -> None:
    slack = Organization()
    slack.refusal = code

    for find in (a_directory(slack).look_up, a_directory(slack).find_by_email):
        with pytest.raises(UnknownPerson):
            find("U0BO")


@pytest.mark.parametrize("code", ["invalid_arguments", "access_denied", "something_new"])
def test_any_other_refusal_leaves_open_who_a_person_is(code: str) -> None:
    slack = Organization()
    slack.refusal = code

    for find in (a_directory(slack).look_up, a_directory(slack).find_by_email):
        with pytest.raises(Unavailable):
            find("U0BO")


class Groups(Organization):
    """Plays Slack with user groups, whose members can have left, and one person."""

    def call(self, method: str, **said: str) -> dict[str, Any]:
        if method == "usergroups_list":
            return {"usergroups": [{"id": "S0SALES", "handle": "sales"}]}
        if method == "users_lookupByEmail" and said["email"] != "bo@example.com":
            raise SlackRefused(method, "users_not_found")
        return super().call(method, **said)


def by_policy(slack: Groups, *names: str) -> SlackDirectory:
    """Return a directory with a policy that names these groups and people."""
    policies = Policies(Policy(Names(names, "services.yaml, line 1")))
    return SlackDirectory(slack, "", frozenset({"U0ADA"}), policies=policies)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "deciders"),
    [
        ("@sales", {"U0CLEO"}),
        ("sales", {"U0CLEO"}),
        ("S0SALES", {"U0CLEO"}),
        ("bo@example.com", {"W0BO"}),
        ("W0BO", {"W0BO"}),
    ],
)
def test_a_policy_names_groups_and_people(name: str, deciders: set[str]) -> None:
    slack = Groups()
    slack.group = ["U0CLEO"]
    directory = by_policy(slack, name)

    panel = directory.panel("jira", is_sensitive=False)

    assert (set(panel.deciders), panel.is_fallback) == (deciders, False)
    assert all(directory.is_decider(user) for user in [*deciders, "U0ADA"])
    assert not directory.is_decider("U0ROSA")


@pytest.mark.parametrize("name", ["@gone", "S0GONE", "max@example.com"])
def test_what_slack_does_not_know_leaves_the_decision_to_the_fallback(name: str) -> None:
    panel = by_policy(Groups(), name).panel("jira", is_sensitive=False)

    assert (set(panel.deciders), panel.is_fallback) == ({"U0ADA"}, True)


@pytest.mark.parametrize("name", ["@sales", "bo@example.com"])
def test_people_without_an_account_leave_the_decision_to_the_fallback(name: str) -> None:
    slack = Groups()
    slack.is_deleted = True

    assert by_policy(slack, name).panel("jira", is_sensitive=False).is_fallback


def test_while_slack_is_down_no_fallback_stands_in() -> None:
    slack = Groups()
    slack.refusal = "odd_error"

    with pytest.raises(Unavailable):
        by_policy(slack, "W0BO").panel("jira", is_sensitive=False)
    with pytest.raises(SlackRefused):
        by_policy(slack, "S0SALES").panel("jira", is_sensitive=False, fresh=True)
