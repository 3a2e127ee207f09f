"""The team reads which questions were not answered, or not well."""

from bot.slack.context import Front
from bot.slack.views.blocks import Block
from bot.slack.views.unanswered import review
from workflows.errors import Refused
from workflows.permissions import must_be_colleague

LISTED = 15


def questions_to_review(front: Front, user: str) -> list[Block]:
    """What `/connector questions` shows; `Refused` for everybody but approvers and superusers."""
    must_be_colleague(front.desk.people.who(user), front.desk.people.home())
    if not front.is_superuser(user) and user not in front.desk.people.approvers():
        raise Refused("This list is for the team that answers. Ask one of the approvers.")
    return review(front.questions.to_review(LISTED))
