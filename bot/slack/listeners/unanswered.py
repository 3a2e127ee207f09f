"""The team reads which questions were not answered, or not well."""

from bot.slack.context import ListenerContext
from bot.slack.views.blocks import Block
from bot.slack.views.unanswered import unanswered_blocks
from workflows.errors import Refused
from workflows.permissions import require_member

MAX_LISTED_QUESTIONS = 15


def show_questions_to_review(front: ListenerContext, user: str) -> list[Block]:
    """What `/connector questions` shows; `Refused` for everybody but approvers and superusers."""
    require_member(front.ports.directory.look_up(user), front.ports.directory.team_id())
    if not front.is_superuser(user) and user not in front.ports.directory.approvers():
        raise Refused("This list is for the team that answers. Ask one of the approvers.")
    return unanswered_blocks(front.questions.to_review(MAX_LISTED_QUESTIONS))
