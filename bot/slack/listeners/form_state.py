"""What the request form shows, gathered: the service, what was filled in, what exists, what is wrong."""

import json
from collections.abc import Mapping
from dataclasses import replace

from bot.slack.context import ListenerContext
from bot.slack.listeners.payload import Payload
from bot.slack.views.form import DESTINATION_LABELS
from bot.slack.views.form_state import FormState
from bot.slack.views.inputs import submitted_values
from bot.slack.views.service_picker import parse_service_choice
from workflows.catalog.service import CUSTOM_CONNECTOR_ID, DESTINATION_FIELDS, Service, propose_destination
from workflows.errors import Refused
from workflows.reporting.duplicates import Duplicates
from workflows.requests.custom_connector import custom_service
from workflows.requests.form_validation import explain_invalid_name, form_from_answers
from workflows.requests.model import ConnectorRequest
from workflows.secret_scanning import drop_secrets

FilledValues = Mapping[str, str | None]
SERVICE_FIELDS = {name for names in DESTINATION_FIELDS.values() for name in names} | {
    "reports",
    "duplicate_reason",
}
"""Fields that mean something else for another service."""


def blank_form(ctx: ListenerContext, channel: str) -> FormState:
    """A new form."""
    return FormState(ctx.new_id(), channel, ctx.ports.clock.now().date())


def form_of_draft(
    ctx: ListenerContext, channel: str, user: str, form_id: str, values: FilledValues
) -> FormState:
    """The form where somebody left it; its service may be gone meanwhile."""
    sheet = replace(blank_form(ctx, channel), form_id=form_id, values=values, is_resumed=True)
    try:
        return with_service(ctx, sheet, user, values.get("service") or "", values)
    except Refused:
        return sheet


def form_of_request(ctx: ListenerContext, channel: str, request: ConnectorRequest) -> FormState:
    """The form with the answers of a request, to edit them."""
    filled = form_from_answers(request.answers)
    sheet = replace(blank_form(ctx, channel), request_id=request.id, values=filled)
    return with_service(ctx, sheet, request.requester, filled["service"] or "", filled)


def form_of_view(ctx: ListenerContext, body: Payload, *, cached_only: bool = False) -> FormState:
    """The form as it stands before somebody; what looks like a secret is left out of what we show or keep.

    Before an ack, only what is `cached_only` is looked at: Fivetran may hang.
    Slack keeps what was typed by the ids of its fields, so nothing disappears before the person's eyes.
    """
    view, user = body["view"], body["user"]["id"]
    known = json.loads(view["private_metadata"])
    earlier = load_form_values(ctx, known["form"], known["request"]) if known["step"] else {}
    filled = drop_secrets({**earlier, **submitted_values(view["state"]["values"])})
    sheet = FormState(known["form"], known["channel"], ctx.ports.clock.now().date())
    sheet = replace(sheet, page=known["step"], request_id=known["request"], values=filled)
    value = filled.get("service") or ""
    if selected_form_key(value) != known["service"]:
        filled = {name: said for name, said in filled.items() if _is_general(name)}
    return with_service(ctx, sheet, user, value, filled, cached_only=cached_only) if value else sheet


def load_form_values(ctx: ListenerContext, form_id: str, request_id: str) -> FilledValues:
    """What earlier steps of a form said; an edit begins with the answers of its request."""
    said = ctx.drafts.get(form_id)
    if not request_id:
        return said
    answered = form_from_answers(ctx.ports.requests.get(request_id).answers)
    is_same = said.get("service", answered["service"]) == answered["service"]
    return {**answered, **said} if is_same else said


def draft_owner(user: str, request_id: str) -> str:
    """Under whose name the steps of a form are kept: those of an edit are never anybody's draft."""
    return f"{user} edits" if request_id else user


def with_service(
    ctx: ListenerContext,
    state: FormState,
    user: str,
    value: str,
    values: FilledValues | None = None,
    *,
    cached_only: bool = False,
) -> FormState:
    """The form of a service: with proposed names, what exists already, and what is wrong with the names."""
    service = load_selected_service(ctx, user, value, cached_only=cached_only)
    if service.unavailable_reason:
        return replace(state, service=service, values={**state.values, "service": value})
    taken = taken_names(ctx, state.request_id)
    given = {
        **propose_destination(service, taken),
        **_custom_name(value),
        **{k: v for k, v in (values or {}).items() if v},
    }
    given["service"] = value
    return replace(
        state,
        service=service,
        values=given,
        viewer_id=user,
        duplicates=_find_duplicates(ctx, state, user, service) if not cached_only else state.duplicates,
        name_problem=explain_invalid_name(given, service, taken, DESTINATION_LABELS),
    )


def _find_duplicates(front: ListenerContext, sheet: FormState, user: str, service: Service) -> Duplicates:
    """What exists already; the request that is being edited is not one more."""
    if service.is_custom:
        return Duplicates()
    found = front.status_queries.existing_for_form(user, service.id)
    return found.without(sheet.request_id) if sheet.request_id else found


def load_selected_service(
    ctx: ListenerContext, user: str, value: str, *, cached_only: bool = False
) -> Service:
    """What was chosen, if this person may ask for it: the id is not to be trusted."""
    service_id, typed = parse_service_choice(value)
    if custom_service().id == service_id:
        return custom_service(typed)
    return ctx.catalog.load_service(service_id, internal=ctx.is_superuser(user), cached_only=cached_only)


def taken_names(ctx: ListenerContext, request_id: str) -> frozenset[str]:
    """The names that are taken; the one of the request that is being edited is its own."""
    own = {ctx.ports.requests.get(request_id).dataset} if request_id else set()
    return ctx.request_store.taken_names() - own


def selected_form_key(value: str) -> str:
    """What tells this choice from others in a form (`Service.key`)."""
    service_id, typed = parse_service_choice(value)
    return custom_service(typed).form_key if service_id == CUSTOM_CONNECTOR_ID else service_id


def _custom_name(value: str) -> dict[str, str]:
    typed = parse_service_choice(value)[1]
    return {"config.source_name": typed} if typed else {}


def _is_general(name: str) -> bool:
    return name not in SERVICE_FIELDS and not name.startswith("config.")
