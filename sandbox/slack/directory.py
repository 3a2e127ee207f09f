"""The workspace's people and user group."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import people
from sandbox.people import PEOPLE, Person

UPDATED = 1_760_000_000


class Directory:
    """People, deactivated accounts, and members of the approvers' group."""

    def __init__(self) -> None:
        self._people = {person.id: person for person in PEOPLE}
        self.group = list(people.GROUP_MEMBERS)
        self.enterprise_id: str | None = None
        """The Enterprise organization of the workspace."""

    @property
    def people(self) -> list[Person]:
        """All people, including deactivated accounts."""
        return list(self._people.values())

    def get(self, user_id: str) -> Person | None:
        """Return the person with this id."""
        return self._people.get(user_id)

    def find(self, word: str) -> Person | None:
        """Return the person with this key ("ada"), id or full name, with or without `@`."""
        word = word.strip().removeprefix("@").casefold()
        return next((one for one in self.people if word in (one.key, one.id.casefold(), one.name.casefold())), None)

    def join_organization(self, teams: tuple[str, ...], payload_team: str | None, user_ids: list[str]) -> None:
        """Make the workspace a part of an organization, in which these people are in `teams`."""
        self.enterprise_id = people.ENTERPRISE_ID
        for user_id in user_ids:
            person = self._people[user_id]
            self._people[user_id] = replace(person, enterprise_teams=teams, payload_team=payload_team)

    def deactivate(self, user_id: str) -> None:
        """Deactivate an account."""
        self._people[user_id] = replace(self._people[user_id], deleted=True)

    def name(self, user_id: str) -> str:
        """Return the name that a client shows for this id."""
        if user_id == people.BOT_USER_ID:
            return people.BOT_NAME
        person = self.get(user_id)
        return person.name if person else user_id


def user_name(person: Person) -> str:
    """Return the old-style user name ("ada.okafor"), still part of payloads. It is ASCII, like Slack's."""
    return re.sub(r"[^a-z.]", "", person.name.lower().replace("ø", "o").replace(" ", "."))


def user_json(person: Person, *, at: float, with_email: bool) -> dict[str, Any]:
    """Return the user object. Deactivated users have fewer fields; the email needs its scope."""
    profile = {
        "title": person.title,
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.name.split()[0],
        "display_name_normalized": person.name.split()[0],
        "first_name": person.name.split()[0],
        "last_name": person.name.split()[-1],
        "team": person.team_id,
        **({"email": person.email} if with_email else {}),
    }
    shown = {
        "id": person.id,
        "team_id": person.team_id,
        "name": user_name(person),
        "deleted": person.deleted,
        "profile": profile,
        "is_bot": False,
        "is_app_user": False,
        "updated": UPDATED,
    }
    if person.enterprise_teams:  # Slack can leave out the workspace then
        shown |= {"enterprise_user": _enterprise_user(person)}
        del shown["team_id"]
    return shown if person.deleted else shown | _active_fields(person, at)


def _enterprise_user(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "enterprise_id": people.ENTERPRISE_ID,
        "enterprise_name": people.ENTERPRISE_NAME,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "teams": list(person.enterprise_teams),
    }


def _active_fields(person: Person, at: float) -> dict[str, Any]:
    zone = ZoneInfo(person.tz)
    offset = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return {
        "color": "9f69e7",
        "real_name": person.name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
        **({"is_stranger": False} if person.team_id != people.TEAM_ID else {}),
    }


def bot_json() -> dict[str, Any]:
    """Return the user object of the app."""
    return {
        "id": people.BOT_USER_ID,
        "team_id": people.TEAM_ID,
        "name": "connector_desk",
        "real_name": people.BOT_NAME,
        "deleted": False,
        "is_bot": True,
        "is_app_user": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "updated": UPDATED,
        "profile": {
            "real_name": people.BOT_NAME,
            "bot_id": people.BOT_ID,
            "api_app_id": people.APP_ID,
            "team": people.TEAM_ID,
        },
    }
