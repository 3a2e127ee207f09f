"""Verbs of people and vendors as Python methods."""

from collections.abc import Callable
from typing import Any

JsonObject = dict[str, Any]


class Refused(AssertionError):
    """A verb that the sandbox refused. The message says why."""


class Verbs:
    """The verbs of one vendor or one person."""

    def __init__(self, post: Callable[[str, JsonObject], Any], path: str) -> None:
        self._post = post
        self._path = path

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        """Return a function that posts keyword arguments to a verb. Raises Refused on HTTP 409."""
        if verb.startswith("__"):
            raise AttributeError(verb)
        return lambda **arguments: self._do(verb, arguments)

    def _do(self, verb: str, arguments: JsonObject) -> Any:
        return self._post(f"{self._path}/{verb}", arguments)


class Person(Verbs):
    """A person of the workspace. `wait` and `timeout` are real seconds."""

    def types(self, text: str, channel: str = "fivetran-discussion", **more: Any) -> JsonObject:
        """Write a command, a mention, or text in a channel, a `thread` (ts), or "dm" with the app."""
        return self._answer("types", text=text, channel=channel, **more)

    def fills(self, values: JsonObject | None = None, *, timeout: float = 10.0, **fields: Any) -> JsonObject:
        """Fill fields of the open form by block id, action id, or label. Wait `timeout` seconds for them."""
        return self._answer("fills", values={**(values or {}), **fields}, timeout=timeout)

    def chooses(self, values: JsonObject, **where: Any) -> JsonObject:
        """Fill a field outside a form: in a message or the home tab (`in`, `message`, `containing`)."""
        return self._answer("fills", values=values, **_where(where))

    def searches(self, field: str, query: str) -> list[dict[str, str]]:
        """Type `query` into a type-ahead. Return options: `text`, `value`, and optional `group`, `note`."""
        options: list[dict[str, str]] = self._answer("searches", field=field, query=query)["options"]
        return options

    def sends(self, **more: Any) -> JsonObject:
        """Submit the open form. Return `errors`, `view`, `closed`, and `error`."""
        return self._answer("sends", **more)

    def sends_form(self, values: JsonObject | None = None, **fields: Any) -> JsonObject:
        """Fill and submit the open form."""
        if values or fields:
            self.fills(values, **fields)
        return self.sends()

    def closes(self, *, all: bool = False) -> JsonObject:
        """Close the top form, or `all` forms."""
        return self._answer("closes", all=all)

    def clicks(self, button: str, **where: Any) -> JsonObject:
        """Click a button by label or action id.

        `in_` (a channel, dm, modal, home), `message` (ts) and `containing` select the surface. With
        `confirm=False` the person cancels the confirmation dialog.
        """
        return self._answer("clicks", button=button, **_where(where))

    def reads(self, channel: str = "fivetran-discussion", **more: Any) -> list[JsonObject]:
        """Read a channel, "dm" or a `thread` (ts). `until` waits for text to appear."""
        messages: list[JsonObject] = self._answer("reads", channel=channel, **more)["messages"]
        return messages

    def sees(self, **more: Any) -> JsonObject:
        """Return the open `modal`, the `home` tab, and the `dms`. `until` waits for text."""
        return self._answer("sees", **more)

    def uses(self, shortcut: str, message: str | None = None, **more: Any) -> JsonObject:
        """Use a shortcut by callback id or name, on a `message` (ts) if it is a message shortcut."""
        return self._answer("uses", shortcut=shortcut, message=message, **more)

    def runs(self, step: str, inputs: JsonObject, **more: Any) -> JsonObject:
        """Run a workflow with the app's custom `step`. Return its `execution`: status, outputs, and error."""
        return self._answer("runs", step=step, inputs=inputs, **more)

    def opens_home(self, **more: Any) -> JsonObject:
        """Open the app's home tab."""
        return self._answer("opens_home", **more)

    def opens_messages(self, **more: Any) -> JsonObject:
        """Open the conversation with the app. In the agent view: `prompts`, `titles`, and `statuses`."""
        return self._answer("opens_messages", **more)

    def redelivers(self) -> JsonObject:
        """Deliver this person's last payload again."""
        return self._answer("redelivers")

    def _answer(self, verb: str, **arguments: Any) -> JsonObject:
        answer: JsonObject = self._do(verb, arguments)
        return answer


def _where(given: JsonObject) -> JsonObject:
    return {name.rstrip("_"): value for name, value in given.items() if value is not None}
