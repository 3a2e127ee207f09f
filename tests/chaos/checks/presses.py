"""What people pressed and sent, as Slack delivered it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.chaos.world import Item, World


@dataclass(frozen=True)
class Press:
    """A button that was pressed, or a form that was sent."""

    at: float
    """When it was delivered first."""
    user: str
    kind: str
    """`block_actions` or `view_submission`."""
    action: str
    """The button's action id, or the form's callback id."""
    value: str
    """What the button or the form carries."""
    block: str
    trigger: str
    view: str
    """The id of the form with the button, if any."""
    answer: Any
    is_accepted: bool
    """Whether the bot acknowledged it in time. If not, Slack tells the person."""

    @property
    def revision(self) -> int | None:
        """The revision of the answers that the card showed."""
        number = self.block.rpartition(":")[2]
        return int(number) if number.isdecimal() else None

    def is_about(self, request: Item) -> bool:
        """Whether it concerns this request."""
        return request["id"] in self.value


def presses(world: World) -> list[Press]:
    """Return every press once, however often it was delivered."""
    found: dict[str, Press] = {}
    for press, ident in _delivered(world):
        first = found.get(ident)
        if first is None or (press.is_accepted and not first.is_accepted):
            found[ident] = press
    return sorted(found.values(), key=lambda press: press.at)


def _delivered(world: World) -> Iterator[tuple[Press, str]]:
    for one in world.deliveries:
        body = one["payload"]
        accepted = one["status"] == 200
        if one["kind"] == "block_actions":
            action = body["actions"][0]
            value = (action.get("selected_option") or action).get("value", "")
            what = (action["action_id"], str(value), action.get("block_id", ""))
            ident = f"{body['user']['id']} {action['action_id']} {action['action_ts']}"
        elif one["kind"] == "view_submission":
            view = body["view"]
            what = (view["callback_id"], view.get("private_metadata", ""), "")
            ident = f"{view['id']} {view['hash']} {body.get('trigger_id')}"
        else:
            continue
        trigger, view_id = str(body.get("trigger_id", "")), str(body.get("view", {}).get("id", ""))
        yield Press(one["at"], body["user"]["id"], one["kind"], *what, trigger, view_id, one["answer"], accepted), ident


def typed_values(body: Item) -> Item:
    """Return what a form that was sent holds, by block id."""
    values = body["view"]["state"]["values"]
    return {block: _value(next(iter(fields.values()))) for block, fields in values.items() if fields}


def _value(field: Item) -> Any:
    chosen = field.get("selected_option")
    return chosen["value"] if chosen else field.get("value", field.get("selected_user"))
