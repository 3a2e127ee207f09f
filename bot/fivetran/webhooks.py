"""The `Webhooks` port, implemented with Fivetran's REST API: https://fivetran.com/docs/rest-api/webhooks."""

from collections.abc import Collection, Iterator
from contextlib import suppress

from bot.fivetran.client import FivetranClient
from bot.fivetran.protocol import ApiCall, list_call
from bot.foreign.fields import Fields, as_flag, as_text
from bot.foreign.loopback import is_loopback
from workflows.connections.webhook_status import WebhookRegistration
from workflows.connections.webhooks import WEBHOOK_EVENTS, Webhook, find_webhook
from workflows.errors import DeskError, Misconfigured, Refused, Unavailable


class FivetranWebhooks:
    """Manage the Fivetran webhooks that post to `url`, signed with `secret`."""

    def __init__(self, client: FivetranClient, url: str, secret: str) -> None:
        self._client = client
        self._url = url
        self._secret = secret

    def __repr__(self) -> str:
        return f"FivetranWebhooks({self._url!r})"

    @property
    def has_secret(self) -> bool:
        """Whether webhooks are accepted: their signatures can be verified with a secret."""
        return bool(self._secret)

    @property
    def can_register(self) -> bool:
        """Whether the bot registers them itself: it also knows its own address."""
        return bool(self._url and self._secret)

    def ensure(self, group_id: str, *, renew: bool) -> WebhookRegistration | None:
        """Find the webhook, or create it if there is none, even after a lost response."""
        if not self.can_register:
            return None
        there = self._ours(group_id)
        if there is None:
            body = {"url": self._url, "events": list(WEBHOOK_EVENTS), "active": True, "secret": self._secret}
            made = self._client.send(ApiCall("POST", f"/v1/webhooks/group/{group_id}", body=body))
            return WebhookRegistration(str(made["id"]))
        if renew or not there.is_fully_enabled:
            events = sorted(there.events | set(WEBHOOK_EVENTS))
            body = {"events": events, "active": True, "secret": self._secret}
            self._client.send(ApiCall("PATCH", f"/v1/webhooks/{there.id}", body=body))
        return WebhookRegistration(there.id, was_disabled=not there.is_active)

    def check(self, groups: Collection[str]) -> Iterator[str]:
        """Yield what is wrong with the webhooks. A missing one isn't a problem: `serve` creates it."""
        if not self.can_register:
            return
        local = is_loopback(self._url)  # only the sandbox accepts such an address
        if not (local or self._url.startswith("https://")):
            yield "PUBLIC_URL: Fivetran sends webhooks only to https addresses."
        try:
            disabled = [group for group in groups if (hook := self._ours(group)) and not hook.is_active]
            self._try_to_create(next(iter(groups)))
        except Misconfigured:
            yield (
                "Fivetran doesn't let the key create webhooks (403). It needs WEBHOOK rights, and the account an "
                "Enterprise plan or higher. Without webhooks, leave FIVETRAN_WEBHOOK_SECRET empty: the bot polls."
            )
            return
        except DeskError as failure:
            yield f"The webhooks can't be read. {failure}"
            return
        for group in disabled:
            yield (
                f"Fivetran has disabled the webhook of {group}. `serve` enables it again within ten minutes. "
                "Make sure that PUBLIC_URL can be reached from outside."
            )

    def _try_to_create(self, group: str) -> None:
        """Raise an error unless the key can create webhooks. Fivetran refuses one without an address."""
        with suppress(Refused):
            self._client.send(ApiCall("POST", f"/v1/webhooks/group/{group}", body={"url": "", "events": []}))

    def _ours(self, group_id: str) -> Webhook | None:
        listed = self._client.read_items("webhook", list_call("/v1/webhooks"), parse_webhook)
        found = find_webhook(listed.items, self._url, group_id)
        if found is None and listed.left_out:  # one of them can be ours: a second one would report everything twice
            raise Unavailable("A webhook in Fivetran's list can't be read.")
        return found


def parse_webhook(fields: Fields) -> Webhook:
    """Parse an entry of Fivetran's list, in which the secret is masked."""
    return Webhook(
        id=fields.require("id", as_text),
        url=fields.require("url", as_text),
        group_id=fields.optional("group_id", as_text, "") or None,
        is_active=fields.lenient("active", as_flag, False, is_expected=True),
        events=frozenset(fields.entries("events", as_text)),
    )
