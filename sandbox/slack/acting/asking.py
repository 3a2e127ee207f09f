"""Type-ahead: the app is asked for options while a person types."""

from typing import Any

from sandbox.slack import payloads
from sandbox.slack.acting.choosing import listed, pick
from sandbox.slack.acting.scene import Scene
from sandbox.slack.acting.surface import Element, Surface
from sandbox.slack.blocks import check_options
from sandbox.slack.blocks.objects import offered
from sandbox.slack.reading.lines import words
from sandbox.world import Refusal

SHORTEST_QUERY = 3


async def groups(
    scene: Scene, surface: Surface, block: dict[str, Any], element: Element, query: str
) -> list[tuple[str, list[dict[str, Any]]]]:
    """What the app offers for `query`: the label of each group (empty for none) and its options.

    Raises Refusal when Slack shows nothing: too short, late, broken.
    """
    shortest = int(element.get("min_query_length", SHORTEST_QUERY))
    if len(query) < shortest:
        raise Refusal(f"Slack asks the app from {shortest} characters on; “{query}” has {len(query)}.")
    payload = payloads.basis("block_suggestion", scene.person) | {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": query,
        **{name: part for name, part in surface.place(scene).items() if name != "response_url"},
    }
    reply = await scene.send("interactive", "block_suggestion", payload)
    if reply.error:
        raise Refusal(f"The options did not load: {reply.error}.")
    if wrong := check_options(reply.content):
        raise Refusal(f"Slack shows no options: {'; '.join(wrong)}")
    grouped = reply.content.get("option_groups")
    if grouped is None:
        return [("", offered(reply.content))]
    return [(words(group["label"], scene.eyes), offered(group)) for group in grouped]


async def asked(
    scene: Scene, surface: Surface, block: dict[str, Any], element: Element, said: Any
) -> dict[str, Any] | list[dict[str, Any]] | None:
    """What a person chooses from the app's options: each thing said is typed, then picked.

    Somebody who picks with a mouse says {"typed": what they typed, "value": what they picked}.
    """
    chosen = [await _one(scene, surface, block, element, one) for one in listed(said)]
    if element["type"] == "multi_external_select":
        return chosen
    return chosen[0] if chosen else None


async def _one(
    scene: Scene, surface: Surface, block: dict[str, Any], element: Element, one: Any
) -> dict[str, Any]:
    typed, said = (one["typed"], one["value"]) if isinstance(one, dict) else (str(one), str(one))
    offers = await groups(scene, surface, block, element, typed)
    found = [option for _label, some in offers for option in some]
    if isinstance(one, dict):
        return pick(scene, found, said)
    if not found:
        raise Refusal(f"Nothing is offered for “{said}”.")
    try:
        return pick(scene, found, said)
    except Refusal:
        starting = [
            one for one in found if words(one["text"], scene.eyes).casefold().startswith(said.casefold())
        ]
        return (starting or found)[0]
