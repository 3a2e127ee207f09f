"""`python -m bot settings`: the settings page, generated from the code."""

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from bot.config.alert_settings import AlertSettings
from bot.config.settings import Settings


def render_settings_page() -> str:
    """Return the content of `docs/settings.md`."""
    rows = [
        f"| `{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in sorted(Settings.model_fields.items(), key=_inherited)
    ]
    return "\n".join([SETTINGS_PAGE_HEAD, *rows, ""])


def _inherited(named: tuple[str, object]) -> bool:
    """Return whether a setting belongs to `AlertSettings`, which is listed last."""
    return named[0] in AlertSettings.model_fields


SETTINGS_PAGE_HEAD = """\
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
