"""What the request form shows, gathered: the service, what was filled in, what exists, what is wrong."""

import json
from collections.abc import Mapping
from dataclasses import replace

from bot.slack.context import Front
from bot.slack.listeners.payload import Body
from bot.slack.views.form import LABELS
from bot.slack.views.form_state import Sheet
from bot.slack.views.inputs import filled_in
from bot.slack.views.service_picker import chosen
from workflows.catalog.service import CUSTOM, FIELDS, Service, proposed
from workflows.errors import Refused
from workflows.reporting.duplicates import Found
from workflows.requests.custom_connector import custom
from workflows.requests.form_validation import as_form, name_problem
from workflows.requests.model import ConnectorRequest
from workflows.secret_scanning import without_secrets

Filled = Mapping[str, str | None]
OF_A_SERVICE = {name for names in FIELDS.values() for name in names} | {"reports", "another_because"}
"""Fields that mean something else for another service."""


def blank(front: Front, channel: str) -> Sheet:
    """A new form."""
    return Sheet(front.new_id(), channel, front.desk.clock.now().date())


def of_draft(front: Front, channel: str, user: str, form: str, filled: Filled) -> Sheet:
    """The form where somebody left it; its service may be gone meanwhile."""
    sheet = replace(blank(front, channel), form=form, filled=filled, is_resumed=True)
    try:
        return with_service(front, sheet, user, filled.get("service") or "", filled)
    except Refused:
        return sheet


def of_request(front: Front, channel: str, request: ConnectorRequest) -> Sheet:
    """The form with the answers of a request, to edit them."""
    filled = as_form(request.answers)
    sheet = replace(blank(front, channel), request=request.id, filled=filled)
    return with_service(front, sheet, request.requester, filled["service"] or "", filled)


def of_view(front: Front, body: Body, *, at_hand: bool = False) -> Sheet:
    """The form as it stands before somebody; what looks like a secret is left out of what we show or keep.

    Before an ack, only what is `at_hand` is looked at: Fivetran may hang.
    Slack keeps what was typed by the ids of its fields, so nothing disappears before the person's eyes.
    """
    view, user = body["view"], body["user"]["id"]
    known = json.loads(view["private_metadata"])
    earlier = kept(front, known["form"], known["request"]) if known["step"] else {}
    filled = without_secrets({**earlier, **filled_in(view["state"]["values"])})
    sheet = Sheet(known["form"], known["channel"], front.desk.clock.now().date())
    sheet = replace(sheet, step=known["step"], request=known["request"], filled=filled)
    value = filled.get("service") or ""
    if chosen_key(value) != known["service"]:
        filled = {name: said for name, said in filled.items() if _is_general(name)}
    return with_service(front, sheet, user, value, filled, at_hand=at_hand) if value else sheet


def kept(front: Front, form: str, request_id: str) -> Filled:
    """What earlier steps of a form said; an edit begins with the answers of its request."""
    said = front.drafts.get(form)
    if not request_id:
        return said
    answered = as_form(front.desk.requests.get(request_id).answers)
    is_same = said.get("service", answered["service"]) == answered["service"]
    return {**answered, **said} if is_same else said


def keeper(user: str, request_id: str) -> str:
    """Under whose name the steps of a form are kept: those of an edit are never anybody's draft."""
    return f"{user} edits" if request_id else user


def with_service(
    front: Front, sheet: Sheet, user: str, value: str, filled: Filled | None = None, *, at_hand: bool = False
) -> Sheet:
    """The form of a service: with proposed names, what exists already, and what is wrong with the names."""
    service = service_of(front, user, value, at_hand=at_hand)
    if service.must_not_be_asked_for:
        return replace(sheet, service=service, filled={**sheet.filled, "service": value})
    taken = taken_names(front, sheet.request)
    given = {
        **proposed(service, taken),
        **_custom_name(value),
        **{k: v for k, v in (filled or {}).items() if v},
    }
    given["service"] = value
    return replace(
        sheet,
        service=service,
        filled=given,
        user=user,
        there=_there(front, sheet, user, service) if not at_hand else sheet.there,
        name_problem=name_problem(given, service, taken, LABELS),
    )


def _there(front: Front, sheet: Sheet, user: str, service: Service) -> Found:
    """What exists already; the request that is being edited is not one more."""
    if service.is_custom:
        return Found()
    found = front.looking.twins(user, service.id)
    return found.without(sheet.request) if sheet.request else found


def service_of(front: Front, user: str, value: str, *, at_hand: bool = False) -> Service:
    """What was chosen, if this person may ask for it: the id is not to be trusted."""
    service_id, typed = chosen(value)
    if custom().id == service_id:
        return custom(typed)
    return front.catalogue.chosen(service_id, internal=front.is_superuser(user), at_hand=at_hand)


def taken_names(front: Front, request_id: str) -> frozenset[str]:
    """The names that are taken; the one of the request that is being edited is its own."""
    own = {front.desk.requests.get(request_id).dataset} if request_id else set()
    return front.intake.taken_names() - own


def chosen_key(value: str) -> str:
    """What tells this choice from others in a form (`Service.key`)."""
    service_id, typed = chosen(value)
    return custom(typed).key if service_id == CUSTOM else service_id


def _custom_name(value: str) -> dict[str, str]:
    typed = chosen(value)[1]
    return {"config.source_name": typed} if typed else {}


def _is_general(name: str) -> bool:
    return name not in OF_A_SERVICE and not name.startswith("config.")
