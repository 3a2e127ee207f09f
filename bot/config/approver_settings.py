"""The settings that the approval policy needs. A copy of `services.yaml` explains itself without the secrets."""

from typing import Any

from pydantic import ValidationError, create_model
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.env_file import ENV_FILE
from bot.config.settings import InvalidSettings, Settings

NEEDED = ("services_file", "approver_group", "approvers", "sensitive_approver_group")
_DEFINITIONS = {name: Settings.model_fields[name] for name in NEEDED}
_FIELDS: dict[str, Any] = {name: (field.annotation, field) for name, field in _DEFINITIONS.items()}


class _Part(BaseSettings):
    model_config = SettingsConfigDict(env_file=ENV_FILE, extra="ignore")


_ApproverSettings = create_model("_ApproverSettings", __base__=_Part, **_FIELDS)


def read_approver_settings() -> Settings:
    """Return settings in which only `NEEDED` are set. Raises `InvalidSettings`."""
    try:
        return Settings.model_construct(**_ApproverSettings().model_dump())
    except ValidationError as error:
        lines = (f"  {str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors())
        raise InvalidSettings("\n".join(lines)) from None
