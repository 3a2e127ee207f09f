"""The settings, read once at startup from the environment or `.env`."""

import json
import socket
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from bot.config.alert_settings import THRESHOLDS, AlertSettings
from bot.config.env_file import ENV_FILE, unread_lines
from bot.config.placeholders import PLACEHOLDERS
from workflows.connections.model import CONNECTION_PAGE_URL
from workflows.digests.delivery import DIGEST_OFF
from workflows.digests.schedule import parse_recurrence
from workflows.errors import Refused
from workflows.formatting import format_list

EMPTY_SECRET = SecretStr("")
DATABASES = ("sqlite", "postgres", "postgresql", "postgresql+psycopg")
MAX_PORT = 65_535
LOOPBACK, EVERY_ADDRESS = "127.0.0.1", "0.0.0.0"


class InvalidSettings(Exception):
    """Settings are missing or invalid; the message lists all of them, each with its purpose."""


class Settings(AlertSettings):
    """The operator's settings. A `repr` hides secrets."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, extra="ignore", frozen=True)

    slack_bot_token: SecretStr = Field(description="Slack: the bot token (xoxb-…) of the installed app")
    slack_app_token: SecretStr = Field(
        EMPTY_SECRET, description="Slack: an app-level token (xapp-…); enables Socket Mode"
    )
    slack_signing_secret: SecretStr = Field(EMPTY_SECRET, description="Slack: the signing secret, for events over HTTP")
    slack_api_url: str = Field("https://slack.com/api/", description="Slack: base address of the Web API")
    slack_channel: str = Field(description="Slack: id of the channel for requests and sync status (C…)")
    slack_help_channel: str = Field("", description="Slack: id of the channel for questions about data")
    offer_answers: bool = Field(
        False,
        description="Slack: answer questions in SLACK_CHANNEL that don't mention the bot, if it is certain; "
        "the app then needs the event `message.channels`",
    )
    slack_agent_view: bool = Field(
        False,
        description="Slack: the app has the agent view (manifest-agent.json): a direct question is "
        "answered in its own titled thread, and prompts are suggested",
    )
    channel_canvas: bool = Field(
        False,
        description="Slack: keep a canvas *Connectors* in SLACK_CHANNEL up to date, with what everyone there can see",
    )
    approver_group: str = Field("", description="Slack: id of the user group whose members decide on requests (S…)")
    approvers: str = Field(
        "", description="Slack: ids of approvers, separated by commas; instead of the group, or in addition"
    )
    sensitive_approver_group: str = Field(
        "",
        description="Slack: id of the user group whose members, if they are approvers, read and decide "
        "requests for sensitive data; default: every approver",
    )
    superusers: str = Field(
        "",
        description="Slack: ids of people who can request internal services and see every connection, "
        "separated by commas",
    )

    alert_mention_group: str = Field(
        "",
        description="Slack: id of the user group that messages about critical incidents in production mention (S…); "
        "default: none",
    )
    alert_webhook_url: str = Field(
        "",
        description="On call: address that critical incidents in production, and their ends, are sent to, such as "
        "https://events.pagerduty.com/v2/enqueue; default: none",
    )
    alert_webhook_format: Literal["pagerduty"] = Field(
        "pagerduty", description="On call: format for that address; `pagerduty` is PagerDuty's Events API v2"
    )
    alert_webhook_key: SecretStr = Field(
        EMPTY_SECRET, description="On call: secret for that address; for PagerDuty, the integration key of a service"
    )

    jira_url: str = Field(description="Jira: base address of the REST API, https://….atlassian.net")
    jira_site_url: str = Field("", description="Jira: address for links; default: JIRA_URL")
    jira_email: str = Field(description="Jira: email of the account that the bot uses")
    jira_api_token: SecretStr = Field(description="Jira: API token of that account")
    jira_project: str = Field("DSRE", description="Jira: key of the project for tickets")
    jira_issue_type: str = Field("Task", description="Jira: name of the issue type of tickets")
    jira_fields: str = Field(
        "{}",
        examples=['{"customfield_10077": "{freshness}"}'],
        description="Jira: JSON object, field id → value, for fields to fill in; a value can contain "
        + format_list(PLACEHOLDERS, "and"),
    )
    jira_access_project: str = Field(
        "", description="Jira: key of the project for tickets that ask for access; default: JIRA_PROJECT"
    )
    jira_access_issue_type: str = Field(
        "", description="Jira: name of the issue type of tickets that ask for access; default: JIRA_ISSUE_TYPE"
    )
    jira_access_fields: str = Field(
        "",
        examples=['{"customfield_10077": "{access}"}'],
        description="Jira: like JIRA_FIELDS, for tickets that ask for access; default: JIRA_FIELDS, `{}` for none",
    )
    jira_statuses: str = Field(
        "{}",
        examples=['{"approved": "Ready for work", "declined": "Rejected"}'],
        description="Jira: JSON object, outcome (approved, declined, withdrawn, started, done) → status name "
        "or id, if the bot can't recognize the status by its name",
    )
    jira_accounts: str = Field(
        "",
        examples=["bo@example.com=712020:9c4f,cleo@example.com=712020:77aa"],
        description="Jira: email=account id of approvers who decide in Jira while it hides their email, separated "
        "by commas; default: the bot searches for their Slack email",
    )
    jira_webhook_secret: SecretStr = Field(EMPTY_SECRET, description="Jira: secret for the signatures of its webhooks")

    fivetran_url: str = Field("https://api.fivetran.com", description="Fivetran: base address of the API")
    fivetran_api_key: SecretStr = Field(description="Fivetran: API key (best: a system key for the dev group)")
    fivetran_api_secret: SecretStr = Field(description="Fivetran: secret of that key")
    fivetran_dev_group: str = Field(description="Fivetran: id of the development group")
    fivetran_prod_group: str = Field("", description="Fivetran: id of the production group, which is only read")
    fivetran_webhook_secret: SecretStr = Field(
        EMPTY_SECRET,
        description="Fivetran: secret for the signatures of its webhooks; with PUBLIC_URL, the bot "
        "registers one for each group",
    )

    fivetran_quota_share: int = Field(
        20,
        ge=1,
        le=90,
        description="Fivetran: percent of the account's hourly rate limit that the bot can use; above it, "
        "or if the account has few requests left, polling is throttled",
    )

    fivetran_dashboard_url: str = Field(
        "https://fivetran.com/dashboard",
        description="Fivetran: address of the dashboard for links; empty for no links",
    )
    fivetran_connection_page: str = Field(
        CONNECTION_PAGE_URL,
        description="Fivetran: address of a connection for links, with {id} for its id; empty for no links",
    )
    fivetran_log_database: SecretStr = Field(
        EMPTY_SECRET,
        description="Fivetran: SQLAlchemy URL of the database with the Fivetran Platform Connector's log, "
        "for questions about costs; the bot only reads it",
    )
    fivetran_log_schema: str = Field(
        "", description="Fivetran: schema of that log, often fivetran_metadata or fivetran_log; default: none"
    )
    fivetran_row_price: float = Field(
        0.0,
        ge=0,
        description="Fivetran: US dollars for a million paid monthly active rows; 0 shows only rows",
    )

    database_url: str = Field("sqlite:///connector-desk.sqlite3", description="Database: SQLite or PostgreSQL")
    digest: str = Field(
        "weekly mon 09:00 UTC",
        description="Digest schedule of SLACK_CHANNEL until an approver changes it: "
        "`daily 09:00 Europe/Berlin`, `weekly mon 09:00 UTC`, or `off`",
    )
    unowned_list: bool = Field(
        True,
        description="Owners: post a weekly list of connections without an owner in the thread of the digest of "
        "SLACK_CHANNEL",
    )
    history_days: int = Field(
        28,
        ge=15,
        le=3_650,
        description="Days that the sync history is kept, at least 15, because status shows 14; "
        "200 connections at 6 hours add 800 small rows a day",
    )
    public_url: str = Field("", description="HTTP: public address of the bot, if it has one")
    port: int = Field(3000, description="HTTP: port to listen on")
    internal_port: int = Field(
        0,
        description="HTTP: port for `/metrics` and the details of `/health/ready`, which the other port then "
        "doesn't show; default: none",
    )
    process_name: str = Field(
        "", description="Name of this process, which no other one has; default: host name and port"
    )
    services_file: Path = Field(Path("services.yaml"), description="The curated catalog of services")
    log_format: Literal["text", "json"] = Field("text", description="`text` for people, `json` for machines")
    clock_url: str = Field(
        "", description="Only for the sandbox: address of the clock to follow instead of the system's"
    )

    @field_validator("jira_access_fields")
    @classmethod
    def _an_object_if_set(cls, value: str) -> str:
        return value and cls._an_object(value)

    @field_validator("jira_fields", "jira_statuses")
    @classmethod
    def _an_object(cls, value: str) -> str:
        try:
            is_object = isinstance(json.loads(value or "{}"), dict)
        except ValueError:
            is_object = False
        if not is_object:
            raise ValueError("must be a JSON object")
        return value or "{}"

    @field_validator("*", mode="before")
    @classmethod
    def _filled_in(cls, value: object) -> object:
        if isinstance(value, str) and value.strip().endswith(UNFILLED):
            raise ValueError("still has the value of .env.example")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _not_the_other_token(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        other, kind = SWAPPED_TOKENS[str(info.field_name)]
        if value.get_secret_value().startswith(other):
            raise ValueError(f"begins with {other}; that is {kind}")
        return value

    @field_validator("jira_accounts")
    @classmethod
    def _pairs(cls, value: str) -> str:
        pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
        if any("@" not in email or not account.strip() for email, _, account in pairs):
            raise ValueError("must be email=account id, separated by commas")
        return value

    @field_validator("database_url")
    @classmethod
    def _a_known_database(cls, value: str) -> str:
        scheme, separator, _ = value.partition("://")
        if not separator or scheme not in DATABASES:
            raise ValueError("must begin with sqlite:/// or postgresql://")  # the rest can hold a password
        try:
            _ = urlsplit(value).port
        except ValueError:
            raise ValueError(
                "has a port that isn't a number; write @, :, /, and # in a password as %40, %3A, %2F, %23"
            ) from None
        return value

    @field_validator("port", "internal_port")
    @classmethod
    def _a_port(cls, value: int) -> int:
        if not 0 <= value <= MAX_PORT:
            raise ValueError(f"must be at most {MAX_PORT}")
        return value

    @field_validator("digest")
    @classmethod
    def _a_rhythm(cls, value: str) -> str:
        if value.casefold() == DIGEST_OFF:
            return DIGEST_OFF
        try:
            return parse_recurrence(value).spec
        except Refused as refusal:
            raise ValueError(refusal.message) from None

    @model_validator(mode="after")
    def _some_way_in(self) -> "Settings":
        if not self.is_socket_mode and not self.slack_signing_secret.get_secret_value():
            raise ValueError("set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)")
        if self.alert_webhook_url and not self.alert_webhook_key.get_secret_value():
            raise ValueError("set ALERT_WEBHOOK_KEY, the secret for ALERT_WEBHOOK_URL")
        if not self.approver_group and not self.approvers:
            raise ValueError("set APPROVER_GROUP or APPROVERS; requests need an approver")
        return self

    @property
    def is_socket_mode(self) -> bool:
        """Whether the bot connects to Slack by WebSocket instead of HTTP."""
        return bool(self.slack_app_token.get_secret_value())

    @property
    def host(self) -> str:
        """The address to listen on. The sandbox is for this machine, so its bot is too."""
        return LOOPBACK if self.clock_url else EVERY_ADDRESS

    @property
    def name(self) -> str:
        """The name of this process."""
        return self.process_name or f"{socket.gethostname()}-{self.port}"

    @property
    def jira_field_values(self) -> dict[str, Any]:
        """`jira_fields`, parsed."""
        return dict(json.loads(self.jira_fields))

    @property
    def jira_access_field_values(self) -> dict[str, Any]:
        """`jira_access_fields`, parsed; without it, `jira_fields`."""
        return dict(json.loads(self.jira_access_fields or self.jira_fields))

    @property
    def has_own_access_tickets(self) -> bool:
        """Whether tickets that ask for access differ from those of requests."""
        return bool(self.jira_access_project or self.jira_access_issue_type or self.jira_access_fields)

    @property
    def jira_status_names(self) -> dict[str, str]:
        """`jira_statuses`, parsed."""
        return {str(outcome): str(status) for outcome, status in json.loads(self.jira_statuses).items()}

    @property
    def jira_account_ids(self) -> dict[str, str]:
        """`jira_accounts`, parsed: email address → account id."""
        pairs = (pair.partition("=") for pair in self.jira_accounts.split(",") if pair.strip())
        return {email.strip(): account.strip() for email, _, account in pairs}

    @property
    def groups(self) -> dict[str, str]:
        """The polled Fivetran groups: id → name."""
        known = {self.fivetran_dev_group: "Fivetran_Dev", self.fivetran_prod_group: "Fivetran_Prod"}
        return {group: name for group, name in known.items() if group}

    def ids(self, name: str) -> frozenset[str]:
        """Return a setting that lists ids as a set."""
        return frozenset(part.strip() for part in str(getattr(self, name)).split(",") if part.strip())


def read_settings(**given: Any) -> Settings:
    """Return the settings. Raises `InvalidSettings`, which names every missing or invalid setting."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise InvalidSettings("\n".join(_line(dict(problem)) for problem in error.errors())) from None


def unread_settings(file: Path = Path(ENV_FILE)) -> list[str]:
    """Return a sentence for each line of `.env` that no setting reads."""
    former = {threshold.former_setting for threshold in THRESHOLDS if threshold.former_setting}
    return [*unread_lines(file, {name.upper() for name in {*Settings.model_fields, *former}})]


UNFILLED = "..."
"""How the values of `.env.example` that have to be replaced end."""
SWAPPED_TOKENS = {
    "slack_bot_token": ("xapp-", "the app-level token, for SLACK_APP_TOKEN"),
    "slack_app_token": ("xoxb-", "the bot token, for SLACK_BOT_TOKEN"),
}
"""Setting → what the token of the other setting begins with, and what it is."""
PLAIN_REASONS = {
    "missing": "is missing",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
}
"""Our words for pydantic's types of errors: https://docs.pydantic.dev/latest/errors/validation_errors/."""


def _line(problem: dict[str, Any]) -> str:
    reason = PLAIN_REASONS.get(problem["type"], str(problem["msg"]).removeprefix("Value error, "))
    if problem["type"] == "literal_error":
        reason = "must be " + str(problem["ctx"]["expected"]).replace("'", "")
    name = str(problem["loc"][0]) if problem["loc"] else ""
    if not name:
        return f"  {reason}"
    field = Settings.model_fields[name]
    example = f", for example {name.upper()}={field.examples[0]}" if field.examples and problem["input"] else ""
    return f"  {name.upper()}: {reason}{example} ({field.description or ''})"
