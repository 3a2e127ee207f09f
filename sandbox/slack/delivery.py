"""Delivery of Slack's payloads to the app, over sockets or to its events URL."""

import asyncio
from collections.abc import Mapping
from itertools import count
from typing import Any, Literal

from sandbox.environment import Environment
from sandbox.slack.envelopes import AppResponse, Envelope, EnvelopeType
from sandbox.slack.http_delivery import post_signed
from sandbox.slack.sockets import Sockets

RETRY_AFTER = (0.0, 60.0, 300.0)
"""Slack retries an event at once, after one minute and after five (docs.slack.dev/apis/events-api)."""


class Delivery:
    """The connection to the app: `mode` socket or http. `ack_seconds` is the ack timeout in real seconds."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self.sockets = Sockets(env)
        self.mode: Literal["socket", "http"] = "socket"
        self.url = ""
        self.ack_seconds = 3.0
        self._numbers = count(1)
        self.last: dict[str, Envelope] = {}
        """The newest envelope that each person caused."""

    def use_http(self, url: str) -> None:
        """Deliver over HTTP from now on."""
        self.mode, self.url = "http", url

    def use_socket(self) -> None:
        """Deliver over Socket Mode from now on."""
        self.mode = "socket"

    async def send(self, user_id: str, envelope_type: EnvelopeType, kind: str, payload: dict[str, Any]) -> AppResponse:
        """Deliver a new payload and wait for the response, as long as Slack would."""
        envelope = Envelope(f"00000000-0000-4000-8000-{next(self._numbers):012d}", envelope_type, payload, kind)
        self.last[user_id] = envelope
        return await self.deliver(envelope)

    async def deliver(self, envelope: Envelope) -> AppResponse:
        """Deliver an envelope, new or not. Faults can delay or repeat it."""
        work = self._env.background.start(self._deliver_with_faults(envelope))
        done, _ = await asyncio.wait({work}, timeout=self.ack_seconds + 0.2)
        return work.result() if done and not work.cancelled() else AppResponse("operation_timeout")

    async def _deliver_with_faults(self, envelope: Envelope) -> AppResponse:
        faults = self._env.faults
        if late := faults.take("slack", envelope.call, ("deliver_late",)):
            await self._env.clock.wait_until(self._env.clock.now() + late.seconds)
        twice = faults.take("slack", envelope.call, ("deliver_twice",))
        reply = await self._attempt(envelope, 0)
        if twice:
            self._env.background.start(self._attempt(envelope, 1 if envelope.type == "events_api" else 0))
        elif reply.error and not reply.final and envelope.type == "events_api":
            self._env.background.start(self._retry(envelope))
        return reply

    async def _retry(self, envelope: Envelope) -> None:
        for attempt, wait in enumerate(RETRY_AFTER, start=1):
            await self._env.clock.wait_until(self._env.clock.now() + wait)
            reply = await self._attempt(envelope, attempt)
            if reply.error is None or reply.final:
                return

    async def verify_url(self) -> bool:
        """Return whether the events URL answers Slack's `url_verification` challenge."""
        question = {"type": "url_verification", "token": "unused", "challenge": "are-you-there"}
        reply = await self._attempt(Envelope("", "events_api", question, "url_verification"), 0)
        given = reply.content.get("challenge") if isinstance(reply.content, dict) else reply.content
        return reply.error is None and given == question["challenge"]

    async def _attempt(self, envelope: Envelope, attempt: int) -> AppResponse:
        if self.mode == "http":
            reply = await post_signed(self._env.webhooks.http, self.url, envelope, attempt, self.ack_seconds)
        else:
            reply = await self._by_socket(envelope, attempt)
        self._record(envelope, reply)
        return reply

    async def _by_socket(self, envelope: Envelope, attempt: int) -> AppResponse:
        message: dict[str, Any] = {
            "envelope_id": envelope.id,
            "type": envelope.type,
            "accepts_response_payload": envelope.type != "events_api",
            "payload": envelope.payload,
        }
        if envelope.type == "events_api":
            message |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        try:
            return AppResponse(None, await self.sockets.send_envelope(message, self.ack_seconds))
        except TimeoutError:
            return AppResponse("operation_timeout")
        except ConnectionError:
            return AppResponse("dispatch_failed")

    def _record(self, envelope: Envelope, reply: AppResponse) -> None:
        self._env.journal.write(
            at=self._env.clock.now(),
            service="slack",
            direction="out",
            method="POST" if self.mode == "http" else "SOCKET",
            path=f"/{envelope.kind}",
            query={},
            request=envelope.payload,
            status=0 if reply.error else 200,
            response=reply.content if reply.error is None else reply.error,
        )

    async def close(self) -> None:
        """Close every socket."""
        await self.sockets.close()

    def as_json(self) -> Mapping[str, Any]:
        """Return how the app is reached."""
        return {
            "mode": self.mode,
            "url": self.url,
            "connections": len(self.sockets.open),
            "ack_seconds": self.ack_seconds,
        }
