"""The weekly list of connections without an owner."""

from collections.abc import Iterator, Sequence

from bot.slack.views.blocks import MAX_MESSAGE_CHARS, Block, actions, context, escape_cut, section, truncate
from bot.slack.views.owners import ask_proposed_button, owner_buttons
from workflows.digests.unowned_model import UnownedLine
from workflows.ports import RenderedMessage

LIST_COMMAND = "`/connector list unowned`"
PUBLIC_NOTE = "Only connections that everyone can see are listed."


def render_unowned_list(lines: Sequence[UnownedLine], more: int) -> RenderedMessage:
    """Render the list. `more`: how many others have no owner."""
    headline, rest = _headline(lines), _more(more)
    blocks = [section(f"*{headline[0]}* {headline[1]}".strip()), *(block for one in lines for block in _blocks(one))]
    text = " ".join(filter(None, [*headline, *map(_line, lines), rest]))
    return RenderedMessage(truncate(text, MAX_MESSAGE_CHARS), [*blocks, context(*filter(None, [rest, PUBLIC_NOTE]))])


def _headline(lines: Sequence[UnownedLine]) -> tuple[str, str]:
    """Return the question, and why it matters."""
    unowned = sum(not one.is_owned for one in lines)
    if not unowned:
        return "All connections of this list have an owner now.", ""
    what = "this connection" if unowned == 1 else "these connections"
    verb = "Its alerts mention" if unowned == 1 else "Their alerts mention"
    return f"Not requested here: who owns {what}?", f"{verb} no one."


def _blocks(line: UnownedLine) -> Iterator[Block]:
    yield section(_line(line))
    if not line.is_owned:
        buttons = owner_buttons(line.connection_id, is_owned=False, name=line.name)
        ask = [ask_proposed_button(line.connection_id, line.proposed_name, line.name)] if line.proposed_name else []
        yield from actions([*ask, *buttons], block_id=f"unowned {line.connection_id}")


def _line(line: UnownedLine) -> str:
    name = f"`{escape_cut(line.name, 130)}` in {escape_cut(line.environment, 40)}"
    if line.is_owned:
        owner = escape_cut(line.owner_name, 80) or "Its requester"
        return f":white_check_mark: {name}: {owner} owns it."
    asked = f" I asked {escape_cut(line.asked_name, 80)} to accept it." if line.asked_name else ""
    proposed = f" {escape_cut(line.proposed_name, 80)} connected it in Fivetran." if line.proposed_name else ""
    return f"{name} is {escape_cut(line.state, 40)}.{asked}{proposed}"


def _more(more: int) -> str:
    return f"And {more:,} more: type {LIST_COMMAND}." if more else ""
