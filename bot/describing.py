"""Documents that are made from the code, so that they cannot lie."""

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from bot.settings import Settings


def settings_page() -> str:
    """`docs/settings.md`."""
    rows = [
        f"| `{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join([HEAD, *rows, ""])


HEAD = """\
# Settings

Environment variables, or lines of a file `.env`. Made by `python -m bot settings`; a test compares.

| name | default | what it is |
|---|---|---|"""


def _default(default: object) -> str:
    if default is PydanticUndefined:
        return "**required**"
    if isinstance(default, SecretStr) or default == "":
        return ""
    return f"`{default}`"
