"""What a person says, turned into the value of a field."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from sandbox.slack.acting.scene import Scene
from sandbox.slack.acting.surface import Element
from sandbox.slack.blocks.objects import offered
from sandbox.slack.reading.lines import words
from sandbox.world import Refusal

LONGEST = 3000


def typed(_scene: Scene, element: Element, said: Any) -> str | None:
    """Text into an input; the client takes no more than `max_length` characters."""
    text = "" if said is None else str(said)
    longest = int(element.get("max_length", LONGEST))
    if len(text) > longest:
        raise Refusal(f"The field takes {longest} characters, not {len(text)}.")
    return text or None


def one_option(scene: Scene, element: Element, said: Any) -> dict[str, Any] | None:
    """An option of a static list, by its text or its value."""
    return None if said in (None, "") else pick(scene, offered(element), str(said))


def many_options(scene: Scene, element: Element, said: Any) -> list[dict[str, Any]]:
    """Several options of a static list."""
    return _limited(element, [pick(scene, offered(element), str(one)) for one in listed(said)])


def pick(scene: Scene, options: list[dict[str, Any]], said: str) -> dict[str, Any]:
    """The option whose text or value is `said`; capitals do not matter. Raises Refusal when not offered."""
    for option in options:
        if said in (option["value"], words(option["text"], scene.eyes)):
            return option
    for option in options:
        if said.casefold() in (option["value"].casefold(), words(option["text"], scene.eyes).casefold()):
            return option
    names = ", ".join(words(option["text"], scene.eyes) for option in options) or "nothing"
    raise Refusal(f"“{said}” is not offered; there is: {names}.")


def listed(said: Any) -> list[Any]:
    """One thing or several, as a list."""
    return list(said) if isinstance(said, list | tuple) else [] if said in (None, "") else [said]


def user(scene: Scene, _element: Element, said: Any) -> str | None:
    """A person by name, key or id."""
    if said in (None, ""):
        return None
    person = scene.workspace.directory.named(str(said))
    if person is None or person.deleted:
        raise Refusal(f"There is nobody called {said} to choose.")
    return person.id


def room(scene: Scene, _element: Element, said: Any) -> str | None:
    """A conversation by name or id."""
    return None if said in (None, "") else scene.room(str(said)).id


def day(_scene: Scene, _element: Element, said: Any) -> str | None:
    """A date as "2026-11-21"."""
    try:
        return None if said in (None, "") else date.fromisoformat(str(said)).isoformat()
    except ValueError:
        raise Refusal(f"{said} is not a date like 2026-11-21.") from None


def hour(_scene: Scene, _element: Element, said: Any) -> str | None:
    """A time as "09:30"."""
    try:
        return None if said in (None, "") else time.fromisoformat(str(said)).strftime("%H:%M")
    except ValueError:
        raise Refusal(f"{said} is not a time like 09:30.") from None


def moment(_scene: Scene, _element: Element, said: Any) -> int | None:
    """Seconds since the epoch."""
    return None if said in (None, "") else int(said)


def rich(_scene: Scene, _element: Element, said: Any) -> dict[str, Any] | None:
    """Text as the rich text block an editor makes of it."""
    if said in (None, ""):
        return None
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(said)}]}
    return {"type": "rich_text", "elements": [section]}


def several(one: "Said") -> "Said":
    """The same for a list."""

    def many(scene: Scene, element: Element, said: Any) -> list[Any]:
        return _limited(element, [one(scene, element, part) for part in listed(said)])

    return many


def _limited(element: Element, chosen: list[Any]) -> list[Any]:
    most = element.get("max_selected_items")
    if most and len(chosen) > most:
        raise Refusal(f"The field takes {most} choices, not {len(chosen)}.")
    return chosen


Said = Callable[[Scene, Element, Any], Any]

SAID: dict[str, Said] = {
    "plain_text_input": typed,
    "email_text_input": typed,
    "url_text_input": typed,
    "number_input": typed,
    "rich_text_input": rich,
    "static_select": one_option,
    "radio_buttons": one_option,
    "multi_static_select": many_options,
    "checkboxes": many_options,
    "users_select": user,
    "multi_users_select": several(user),
    "conversations_select": room,
    "multi_conversations_select": several(room),
    "channels_select": room,
    "multi_channels_select": several(room),
    "datepicker": day,
    "timepicker": hour,
    "datetimepicker": moment,
}
