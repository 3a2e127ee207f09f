"""The workspace's people and their group, as the Web API shows them."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import cast
from sandbox.cast import CAST, Person

UPDATED = 1_760_000_000


class Directory:
    """Who there is, who is deactivated and who belongs to the approvers' group."""

    def __init__(self) -> None:
        self._people = {person.id: person for person in CAST}
        self.group = list(cast.GROUP_MEMBERS)

    @property
    def people(self) -> list[Person]:
        """Everybody, deactivated people too."""
        return list(self._people.values())

    def get(self, user_id: str) -> Person | None:
        """The person with this id."""
        return self._people.get(user_id)

    def named(self, word: str) -> Person | None:
        """The person meant by a key ("ada"), an id, a full name, or `@` before any of them."""
        word = word.strip().removeprefix("@").casefold()
        return next(
            (one for one in self.people if word in (one.key, one.id.casefold(), one.name.casefold())), None
        )

    def deactivate(self, user_id: str) -> None:
        """An admin switches the account off."""
        self._people[user_id] = replace(self._people[user_id], deleted=True)

    def name(self, user_id: str) -> str:
        """How a client writes this id after the `@`."""
        if user_id == cast.BOT_USER_ID:
            return cast.BOT_NAME
        person = self.get(user_id)
        return person.name if person else user_id


def handle(person: Person) -> str:
    """The old-style user name ("ada.okafor"), still sent in payloads; ascii only, as Slack's are."""
    return re.sub(r"[^a-z.]", "", person.name.lower().replace("ø", "o").replace(" ", "."))


def user_json(person: Person, *, at: float, with_email: bool) -> dict[str, Any]:
    """The user object; Slack tells less of those who are deactivated, and the e-mail only with its scope."""
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
        "name": handle(person),
        "deleted": person.deleted,
        "profile": profile,
        "is_bot": False,
        "is_app_user": False,
        "updated": UPDATED,
    }
    return shown if person.deleted else shown | _standing(person, at)


def _standing(person: Person, at: float) -> dict[str, Any]:
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
        **({"is_stranger": False} if person.team_id != cast.TEAM_ID else {}),
    }


def bot_json() -> dict[str, Any]:
    """The user object of our app."""
    return {
        "id": cast.BOT_USER_ID,
        "team_id": cast.TEAM_ID,
        "name": "connector_desk",
        "real_name": cast.BOT_NAME,
        "deleted": False,
        "is_bot": True,
        "is_app_user": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "updated": UPDATED,
        "profile": {
            "real_name": cast.BOT_NAME,
            "bot_id": cast.BOT_ID,
            "api_app_id": cast.APP_ID,
            "team": cast.TEAM_ID,
        },
    }
