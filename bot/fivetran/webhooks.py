"""The Hooks port, spoken in Fivetran's REST API: https://fivetran.com/docs/rest-api/webhooks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.fivetran.client import LOOPBACK_HOSTS, FivetranClient
from bot.fivetran.protocol import ApiCall, list_call
from workflows.connections.webhooks import WEBHOOK_EVENTS, Webhook, WebhookRegistration, find_webhook
from workflows.errors import DeskError


class FivetranWebhooks:
    """Manage the Fivetran webhooks that post to `url`, signed with `secret`."""

    def __init__(self, client: FivetranClient, url: str, secret: str) -> None:
        self._client = client
        self._url = url
        self._secret = secret

    def __repr__(self) -> str:
        return f"FivetranHooks({self._url!r})"

    @property
    def has_secret(self) -> bool:
        """Whether web hooks are believed: there is a secret to know them by."""
        return bool(self._secret)

    @property
    def can_register(self) -> bool:
        """Whether we register them ourselves: we also know our own address."""
        return bool(self._url and self._secret)

    def ensure(self, group_id: str, *, renew: bool) -> WebhookRegistration | None:
        """Looks first: a lost answer makes no twin."""
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

    def check(self, groups: Iterable[str]) -> Iterator[str]:
        """What is wrong with the web hooks, in words for an operator. `serve` makes one that is missing."""
        if not self.can_register:
            return
        local = urlsplit(self._url).hostname in LOOPBACK_HOSTS  # only the sandbox takes such an address
        if not (local or self._url.startswith("https://")):
            yield "PUBLIC_URL: Fivetran sends webhooks only to https addresses."
        try:
            disabled = [group for group in groups if (hook := self._ours(group)) and not hook.is_active]
        except DeskError as failure:
            yield f"The web hooks cannot be looked at. {failure} The key needs WEBHOOK rights."
            return
        for group in disabled:
            yield (
                f"Fivetran has switched off the web hook of {group}. `serve` switches it on again within ten "
                "minutes; make sure that PUBLIC_URL can be reached from outside."
            )

    def _ours(self, group_id: str) -> Webhook | None:
        return find_webhook(
            map(parse_webhook, self._client.items(list_call("/v1/webhooks"))), self._url, group_id
        )


def parse_webhook(item: Mapping[str, Any]) -> Webhook:
    """An entry of Fivetran's list. Its secret is masked there."""
    return Webhook(
        id=str(item["id"]),
        url=str(item.get("url") or ""),
        group_id=item.get("group_id") or None,
        is_active=bool(item.get("active")),
        events=frozenset(item.get("events") or ()),
    )
