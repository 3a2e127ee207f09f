"""Type-ahead options from the app."""

from typing import Any

from sandbox.errors import Refusal
from sandbox.slack import payloads
from sandbox.slack.blocks import check_options
from sandbox.slack.blocks.objects import offered
from sandbox.slack.rendering.lines import render_text
from sandbox.slack.user_actions.context import ActionContext
from sandbox.slack.user_actions.select import as_list, find_option
from sandbox.slack.user_actions.surface import Element, Surface

MIN_QUERY_LENGTH = 3


async def load_options(
    context: ActionContext, surface: Surface, block: dict[str, Any], element: Element, query: str
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the app's options for `query`: group labels (empty for none) with their options.

    Raises Refusal when Slack rejects the options: short query, timeout, or invalid response.
    """
    shortest = int(element.get("min_query_length", MIN_QUERY_LENGTH))
    if len(query) < shortest:
        raise Refusal(f"Slack requires {shortest} characters; “{query}” has {len(query)}.")
    payload = payloads.base_payload("block_suggestion", context.person) | {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": query,
        **{name: part for name, part in surface.payload_fields(context).items() if name != "response_url"},
    }
    reply = await context.send("interactive", "block_suggestion", payload)
    if reply.error:
        raise Refusal(f"The options did not load: {reply.error}.")
    if wrong := check_options(reply.content):
        raise Refusal(f"Slack rejects the options: {'; '.join(wrong)}")
    grouped = reply.content.get("option_groups")
    if grouped is None:
        return [("", offered(reply.content))]
    return [(render_text(group["label"], context.reader), offered(group)) for group in grouped]


async def select_suggestions(
    context: ActionContext, surface: Surface, block: dict[str, Any], element: Element, entered: Any
) -> dict[str, Any] | list[dict[str, Any]] | None:
    """Return the options that a person selects: each value is typed, then picked.

    {"typed": …, "value": …} names the typed query and the picked value separately.
    """
    chosen = [await _select_one(context, surface, block, element, one) for one in as_list(entered)]
    if element["type"] == "multi_external_select":
        return chosen
    return chosen[0] if chosen else None


async def _select_one(
    context: ActionContext, surface: Surface, block: dict[str, Any], element: Element, one: Any
) -> dict[str, Any]:
    typed, entered = (one["typed"], one["value"]) if isinstance(one, dict) else (str(one), str(one))
    offers = await load_options(context, surface, block, element, typed)
    found = [option for _label, some in offers for option in some]
    if isinstance(one, dict):
        return find_option(context, found, entered)
    if not found:
        raise Refusal(f"The app has no options for “{entered}”.")
    try:
        return find_option(context, found, entered)
    except Refusal:
        starting = [
            one for one in found if render_text(one["text"], context.reader).casefold().startswith(entered.casefold())
        ]
        return (starting or found)[0]
