"""Somebody fills in the request form and sends it."""

from functools import partial

import structlog
from slack_bolt import Ack, App

from bot.slack.client import SlackRefused
from bot.slack.front import Front
from bot.slack.listeners.asking import form_for
from bot.slack.listeners.payload import Body
from bot.slack.telling import telling
from bot.slack.views.form import CHOOSE_SERVICE, FORM, filled_in, options
from workflows.intake import FormErrors, check
from workflows.request import ConnectorRequest

log = structlog.get_logger(__name__)


def register(app: App, front: Front) -> None:
    """Listen to the form."""
    app.options(CHOOSE_SERVICE)(partial(offer_services, front))
    app.action(CHOOSE_SERVICE)(partial(redraw, front))
    app.view(FORM)(partial(take_request, front))


def offer_services(front: Front, ack: Ack, body: Body) -> None:
    """The type-ahead."""
    internal = front.is_superuser(body["user"]["id"])
    ack(options=options(front.catalogue.search(body.get("value", ""), internal=internal)))


def redraw(front: Front, ack: Ack, body: Body) -> None:
    """A service was chosen: ask for the names that it needs. What was typed stays, as its fields stay."""
    ack()
    view, chosen = body["view"], body["actions"][0]["selected_option"]["value"]
    user = body["user"]["id"]
    with telling(lambda words: front.desk.announcer.whisper(view["private_metadata"], user, words)):
        service = front.catalogue.offered(chosen, internal=front.is_superuser(user))
        try:
            front.update_form(view, form_for(front, view["private_metadata"], service))
        except SlackRefused as refused:
            if refused.code not in {"hash_conflict", "not_found"}:  # a newer choice, or a closed form
                raise


def take_request(front: Front, ack: Ack, body: Body) -> None:
    """The form was sent. It closes when the request is kept, and not before."""
    answered: list[dict[str, str]] = []

    def beside(field: str, words: str) -> None:
        answered.append({field: words})

    with telling(partial(beside, "purpose")):
        try:
            keep(front, body)
        except FormErrors as wrong:
            answered.append(wrong.errors)
    if answered:
        ack(response_action="errors", errors=answered[0])
    else:
        ack()


def keep(front: Front, body: Body) -> None:
    """Make a request of what was filled in; the same form delivered again changes nothing."""
    view, user = body["view"], body["user"]["id"]
    if front.intake.of_submission(view["id"]):
        return
    form = filled_in(view["state"]["values"])
    service = front.catalogue.offered(form.get("service") or "", internal=front.is_superuser(user))
    now = front.desk.clock.now()
    answers = check(form, service, now.date(), front.intake.taken_names())
    request = ConnectorRequest(front.new_id(), user, view["private_metadata"], now, answers)
    kept = front.intake.add(request, submission=view["id"])
    log.info("request kept", request=kept.id, service=service.id)
    front.actions.settle(kept)
