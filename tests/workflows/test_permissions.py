"""Who is a member, by what a payload and a profile say; and which answers of Slack a decision may use."""

from typing import Any

import pytest

from bot.slack.directory import parse_home, parse_person
from workflows.errors import Refused
from workflows.permissions import check_member

HOME, SISTER, PARTNER, ORGANIZATION, OTHER_ORGANIZATION = "T0DESK", "T0SISTER", "T0NORTH", "E0WORKS", "E0NORTH"

ALONE: dict[str, Any] = {"team_id": HOME}
IN_ORGANIZATION = {"team_id": HOME, "enterprise_id": ORGANIZATION, "is_enterprise_install": False}
FOR_ORGANIZATION = {"team_id": None, "enterprise_id": ORGANIZATION, "is_enterprise_install": True}

PAYLOADS = {"missing": "", "ours": HOME, "sister": SISTER, "organization": ORGANIZATION, "partner": PARTNER}


def in_teams(*teams: str, organization: str = ORGANIZATION) -> dict[str, Any]:
    return {"enterprise_user": {"id": "U0ADA", "enterprise_id": organization, "teams": list(teams)}}


PROFILES: dict[str, dict[str, Any]] = {
    "ours": {"team_id": HOME},
    "ours, no longer in an organization": {"team_id": HOME, "enterprise_user": None},
    "no workspace, ours listed": in_teams(HOME, SISTER),
    "the sister, ours listed": {"team_id": SISTER, **in_teams(SISTER, HOME)},
    "the organization, ours listed": {"team_id": ORGANIZATION, **in_teams(HOME)},
    "the sister alone": {"team_id": SISTER, **in_teams(SISTER)},
    "the organization alone": {"team_id": ORGANIZATION, **in_teams()},
    "the organization without details": {"team_id": ORGANIZATION},
    "a partner": {"team_id": PARTNER},
    "a partner's organization": {"team_id": PARTNER, **in_teams(PARTNER, organization=OTHER_ORGANIZATION)},
    "nothing": {},
    "empty": {"team_id": None, "enterprise_user": {"teams": None}},
}
"""The fields of a user object that say where a person belongs."""

LISTS_OURS = {"no workspace, ours listed", "the sister, ours listed", "the organization, ours listed"}
IS_OURS = {"ours", "ours, no longer in an organization"} | LISTS_OURS
IS_IN_ORGANIZATION = LISTS_OURS | {"the sister alone", "the organization alone", "the organization without details"}


def is_member(home: dict[str, Any], payload_team: str, **user: Any) -> bool:
    flags = {"id": "U0ADA", "is_restricted": False, "is_ultra_restricted": False, "deleted": False, "is_bot": False}
    try:
        check_member(parse_person(flags | user), parse_home(home), payload_team)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("profile", PROFILES)
def test_the_profile_decides_who_is_a_member_in_an_organization(payload: str, profile: str) -> None:
    assert is_member(IN_ORGANIZATION, PAYLOADS[payload], **PROFILES[profile]) is (profile in IS_OURS)
    assert is_member(FOR_ORGANIZATION, PAYLOADS[payload], **PROFILES[profile]) is (profile in IS_IN_ORGANIZATION)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("profile", PROFILES)
def test_in_a_workspace_of_its_own_a_payload_from_elsewhere_is_refused(payload: str, profile: str) -> None:
    is_believed = payload in ("missing", "ours") or profile in LISTS_OURS

    assert is_member(ALONE, PAYLOADS[payload], **PROFILES[profile]) is (profile in IS_OURS and is_believed)


@pytest.mark.parametrize("home", [ALONE, IN_ORGANIZATION, FOR_ORGANIZATION])
@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("flag", ["is_restricted", "is_ultra_restricted", "deleted", "is_bot"])
def test_guests_bots_and_deactivated_people_are_members_nowhere(
    home: dict[str, Any], payload: str, profile: str, flag: str
) -> None:
    assert not is_member(home, PAYLOADS[payload], **PROFILES[profile] | {flag: True})


def test_an_empty_identity_has_no_members() -> None:
    for profile in PROFILES.values():
        assert not is_member({"team_id": None}, "", **profile)
        assert not is_member({"is_enterprise_install": True}, "", **profile)
