"""What can be done in a running sandbox, as Python methods: people's verbs and the vendors'."""

from collections.abc import Callable
from typing import Any

Answer = dict[str, Any]


class Refused(AssertionError):
    """Somebody was told to do what they cannot do; the words say why."""


class Verbs:
    """What can be done to one vendor, or by one person."""

    def __init__(self, post: Callable[[str, Answer], Any], path: str) -> None:
        self._post = post
        self._path = path

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        """Any verb, with keyword arguments as its JSON body. Calling it raises Refused on HTTP 409."""
        if verb.startswith("__"):
            raise AttributeError(verb)
        return lambda **arguments: self._do(verb, arguments)

    def _do(self, verb: str, arguments: Answer) -> Any:
        return self._post(f"{self._path}/{verb}", arguments)


class Person(Verbs):
    """Somebody of the cast. Every verb answers what they see; `wait` and `timeout` are real seconds."""

    def types(self, text: str, channel: str = "fivetran-discussion", **more: Any) -> Answer:
        """Write a command, a mention or plain words: in a channel, a `thread` (ts) or "dm" with the app."""
        return self._answer("types", text=text, channel=channel, **more)

    def fills(self, values: Answer | None = None, *, timeout: float = 10.0, **fields: Any) -> Answer:
        """Fill fields of the open form by block id, action id or label; waits `timeout` seconds for them."""
        return self._answer("fills", values={**(values or {}), **fields}, timeout=timeout)

    def chooses(self, values: Answer, **where: Any) -> Answer:
        """Fill or choose outside a form: in a message or the home tab (`in`, `message`, `containing`)."""
        return self._answer("fills", values=values, **_where(where))

    def searches(self, field: str, query: str) -> list[dict[str, str]]:
        """Type `query` into a type-ahead: options with `text`, `value`, and `group` and `note` if any."""
        options: list[dict[str, str]] = self._answer("searches", field=field, query=query)["options"]
        return options

    def sends(self, **more: Any) -> Answer:
        """Submit the open form: `errors`, `view`, `closed`, `error`."""
        return self._answer("sends", **more)

    def sends_form(self, values: Answer | None = None, **fields: Any) -> Answer:
        """Fill and submit."""
        if values or fields:
            self.fills(values, **fields)
        return self.sends()

    def closes(self, *, all: bool = False) -> Answer:
        """Close the top form, or `all` forms at once."""
        return self._answer("closes", all=all)

    def clicks(self, button: str, **where: Any) -> Answer:
        """Press a button by label or action id.

        `in_` (a channel, dm, modal, home), `message` (ts) and `containing` say where. With `confirm=False`
        the person shies back from a confirmation dialog.
        """
        return self._answer("clicks", button=button, **_where(where))

    def reads(self, channel: str = "fivetran-discussion", **more: Any) -> list[Answer]:
        """The messages of a channel, of "dm" or of a `thread` (ts); `until` waits for words to appear."""
        messages: list[Answer] = self._answer("reads", channel=channel, **more)["messages"]
        return messages

    def sees(self, **more: Any) -> Answer:
        """The open `modal`, the `home` tab and the `dms`; `until` waits for words."""
        return self._answer("sees", **more)

    def uses(self, shortcut: str, message: str | None = None, **more: Any) -> Answer:
        """Use a shortcut by callback id or name, on a `message` (ts) if it is one for messages."""
        return self._answer("uses", shortcut=shortcut, message=message, **more)

    def opens_home(self, **more: Any) -> Answer:
        """Open the app's home tab."""
        return self._answer("opens_home", **more)

    def opens_messages(self, **more: Any) -> Answer:
        """Open the conversation with the app; in the agent view its `prompts`, `titles` and `statuses`."""
        return self._answer("opens_messages", **more)

    def redelivers(self) -> Answer:
        """Slack sends the last thing this person did once more."""
        return self._answer("redelivers")

    def _answer(self, verb: str, **arguments: Any) -> Answer:
        answer: Answer = self._do(verb, arguments)
        return answer


def _where(given: Answer) -> Answer:
    return {name.rstrip("_"): value for name, value in given.items() if value is not None}
