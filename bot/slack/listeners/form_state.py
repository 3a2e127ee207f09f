"""Load what the request form shows: the service, its values, existing connections, and taken names."""

from dataclasses import replace

from bot.slack.context import ListenerContext
from bot.slack.listeners.payload import Payload
from bot.slack.views.form_state import FormState, ServiceChoice
from workflows.catalog.config_fields import FormValues
from workflows.catalog.service import Service
from workflows.errors import Refused
from workflows.reporting.duplicates import Duplicates
from workflows.requests.form_validation import form_from_answers
from workflows.requests.model import ConnectorRequest
from workflows.requests.taken_names import TakenNames


def blank_form(ctx: ListenerContext, channel: str) -> FormState:
    """Create an empty form."""
    return FormState(ctx.new_id(), channel, ctx.ports.clock.now().date())


def form_of_draft(ctx: ListenerContext, channel: str, user: str, form_id: str, values: FormValues) -> FormState:
    """Restore a draft; its service may have left the catalog since."""
    state = replace(blank_form(ctx, channel), form_id=form_id, values=values, is_resumed=True)
    try:
        return with_service(ctx, state, user, values.get("service") or "")
    except Refused:
        return state


def form_of_request(ctx: ListenerContext, channel: str, request: ConnectorRequest) -> FormState:
    """Fill the form with the answers of a request, to edit them."""
    values = form_from_answers(request.answers)
    state = replace(blank_form(ctx, channel), request_id=request.id, seen_revision=request.revision, values=values)
    return with_service(ctx, state, request.requester, values["service"] or "")


def form_of_view(ctx: ListenerContext, body: Payload, *, cached_only: bool = False) -> FormState:
    """Read the open form of a payload, and load what it needs.

    `cached_only` is for listeners that haven't acked yet: they can't wait for Fivetran.
    """
    state = FormState.parse(body["view"], ctx.ports.clock.now().date())
    if state.page:
        state = state.with_earlier_values(load_form_values(ctx, state.form_id, state.request_id))
    value = state.values.get("service")
    if not value:
        return state
    state = state.without_other_service()
    return with_service(ctx, state, body["user"]["id"], value, cached_only=cached_only)


def load_form_values(ctx: ListenerContext, form_id: str, request_id: str) -> FormValues:
    """Load what earlier pages of a form said; an edit starts with the answers of its request."""
    draft = ctx.drafts.get(form_id)
    if not request_id:
        return draft
    answered = form_from_answers(ctx.ports.requests.get(request_id).answers)
    is_same = draft.get("service", answered["service"]) == answered["service"]
    return {**answered, **draft} if is_same else draft


def draft_owner(user: str, request_id: str) -> str:
    """Return the key of a draft: the pages of an edit are never offered as a draft."""
    return f"{user} edits" if request_id else user


def with_service(
    ctx: ListenerContext, state: FormState, user: str, value: str, *, cached_only: bool = False
) -> FormState:
    """Choose the service of option `value`; `Refused` when this user can't request it."""
    service = load_service(ctx, user, ServiceChoice.parse(value), cached_only=cached_only)
    if service.unavailable_reason:
        return state.for_service(service, value, state.find_taken)
    chosen = replace(state.for_service(service, value, find_taken_names(ctx, state.request_id)), viewer_id=user)
    return chosen if cached_only else replace(chosen, duplicates=_find_duplicates(ctx, chosen))


def load_service(ctx: ListenerContext, user: str, choice: ServiceChoice, *, cached_only: bool = False) -> Service:
    """Load the chosen service; `Refused` when this user can't request it, because ids can be forged."""
    return choice.custom or ctx.catalog.load_service(
        choice.service_id, internal=ctx.is_superuser(user), cached_only=cached_only
    )


def find_taken_names(ctx: ListenerContext, request_id: str) -> TakenNames:
    """Return a search for taken names, without the one of the request that is being edited."""
    own_name = ctx.ports.requests.get(request_id).dataset if request_id else ""
    return TakenNames(ctx.request_store.taken_names, own_name)


def _find_duplicates(ctx: ListenerContext, state: FormState) -> Duplicates:
    assert state.service
    if state.service.is_custom:
        return Duplicates()
    found = ctx.status_queries.existing_for_form(state.viewer_id, state.service.id)
    return found.without(state.request_id) if state.request_id else found
