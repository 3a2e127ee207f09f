"""The form that gives a request another requester or business owner."""

from bot.slack.views.blocks import Block, section
from bot.slack.views.inputs import FIELD_ACTION, input_block, select_input
from bot.slack.views.modal import modal
from workflows.requests.model import ConnectorRequest
from workflows.requests.reassignment import ROLE_LABELS, Role, holder_of

REASSIGN_FORM, REASSIGN_TITLE = "reassign_form", "Reassign request"
ROLE_FIELD, PERSON_FIELD = "role", "person"


def reassign_form(request: ConnectorRequest, channel: str) -> Block:
    """Return the form. It carries the people it shows: if they have changed when it's sent, nothing happens."""
    options = [
        (str(role), f"{label.capitalize()} ({request.name_of(holder_of(request, role))[:40]})")
        for role, label in ROLE_LABELS.items()
    ]
    preset = Role.BUSINESS_OWNER if request.has_owner_left and not request.requester_left_at else Role.REQUESTER
    people = {"type": "users_select", "action_id": FIELD_ACTION}
    blocks = [
        section("Choose a full member of this workspace. They get a direct message."),
        input_block(ROLE_FIELD, "Role", select_input(FIELD_ACTION, options, str(preset))),
        input_block(PERSON_FIELD, "New person", people),
    ]
    metadata = f"{request.id} {channel} {request.requester} {request.answers.business_owner}"
    return modal(REASSIGN_TITLE, blocks, callback_id=REASSIGN_FORM, submit="Reassign", metadata=metadata)
