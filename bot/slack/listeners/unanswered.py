"""`/connector questions`: unanswered and badly rated questions, for the team."""

from bot.slack.context import ListenerContext
from bot.slack.views.blocks import Block
from bot.slack.views.unanswered import unanswered_blocks
from workflows.errors import Refused
from workflows.permissions import Actor, require_member

MAX_LISTED_QUESTIONS = 15


def load_unanswered_blocks(ctx: ListenerContext, actor: Actor) -> list[Block]:
    """Return the list of questions. Raises `Refused` for all but approvers and superusers."""
    require_member(actor, ctx.ports.directory)
    if not ctx.is_superuser(actor.user_id) and actor.user_id not in ctx.ports.directory.approvers():
        raise Refused("Only approvers can see this list.")
    return unanswered_blocks(ctx.questions.to_review(MAX_LISTED_QUESTIONS))
