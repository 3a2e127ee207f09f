"""The form that asks for access, and what is said when its ticket is open."""

from dataclasses import dataclass
from typing import Any

from bot.slack.views.blocks import Block, context, link, plain, safe
from workflows.access_requests import AccessAsk

ACCESS_FORM = "access_form"
WHO, WHAT, WHY = "who", "what", "why"


@dataclass(frozen=True)
class Wish:
    """What is known already when the form opens; people can change all of it."""

    who: str = ""
    what: str = ""
    why: str = ""


def access_form(wish: Wish) -> Block:
    """Who needs access to what, and why."""
    return {
        "type": "modal",
        "callback_id": ACCESS_FORM,
        "title": plain("Ask for access", 24),
        "submit": plain("Open the ticket", 24),
        "close": plain("Cancel", 24),
        "blocks": [
            _field(WHO, "Who needs access?", "Your LDAP login, or a colleague’s", 200, initial=wish.who),
            _field(WHAT, "To what?", "Fivetran, or a dataset and its environment", 200, initial=wish.what),
            _field(WHY, "What for?", "The work that needs it", 1_500, multiline=True, initial=wish.why),
            context(":lock: Never type a password or key here. Access is for employees only."),
        ],
    }


def _field(name: str, label: str, hint: str, longest: int, **more: Any) -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": name,
        "placeholder": plain(hint, 150),
        "max_length": longest,
        "multiline": bool(more.get("multiline")),
    }
    if more.get("initial"):
        element["initial_value"] = more["initial"][:longest]
    return {"type": "input", "block_id": name, "label": plain(label, 2_000), "element": element}


def ticket_is_open(ask: AccessAsk) -> str:
    """The private message to who asked."""
    where = link(ask.ticket.url, ask.ticket.key) if ask.ticket else "the ticket"
    return f"Your ticket for access to {safe(ask.what, 200)} is open: {where}. You hear the rest there."


def ticket_takes_longer(ask: AccessAsk) -> str:
    """The private message to who asked, when the ticket cannot be opened yet."""
    return (
        f"Your ticket for access to {safe(ask.what, 200)} could not be opened yet: something on our side has "
        "to be mended first. I keep trying and tell you when it is open; nothing that you wrote is lost."
    )
