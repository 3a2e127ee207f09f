"""How Slack reaches the app: over a socket or to its events URL, and what the app answered."""

import asyncio
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

from sandbox.slack.doorbell import post_signed
from sandbox.slack.parcels import Envelope, Parcel, Reply
from sandbox.slack.sockets import Sockets

if TYPE_CHECKING:
    from sandbox.world import World

RETRY_AFTER = (0.0, 60.0, 300.0)
"""Slack tries an event again at once, after one minute and after five (docs.slack.dev/apis/events-api)."""


class Delivery:
    """The line to the app: `mode` socket or http. `ack_seconds` is Slack's patience in real seconds."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.sockets = Sockets(world)
        self.mode: Literal["socket", "http"] = "socket"
        self.url = ""
        self.ack_seconds = 3.0
        self._numbers = count(1)
        self.last: dict[str, Parcel] = {}
        """The newest parcel that each person caused."""

    def to_url(self, url: str) -> None:
        """Deliver over HTTP from now on."""
        self.mode, self.url = "http", url

    def to_socket(self) -> None:
        """Deliver over Socket Mode from now on."""
        self.mode = "socket"

    async def send(self, user_id: str, envelope: Envelope, kind: str, payload: dict[str, Any]) -> Reply:
        """Deliver something new and wait for the answer, as long as Slack would."""
        parcel = Parcel(f"00000000-0000-4000-8000-{next(self._numbers):012d}", envelope, payload, kind)
        self.last[user_id] = parcel
        return await self.again(parcel)

    async def again(self, parcel: Parcel) -> Reply:
        """Deliver a parcel, new or not; faults may make it late or send it twice."""
        work = self._world.outbox.start(self._troubled(parcel))
        done, _ = await asyncio.wait({work}, timeout=self.ack_seconds + 0.2)
        return work.result() if done and not work.cancelled() else Reply("operation_timeout")

    async def _troubled(self, parcel: Parcel) -> Reply:
        faults = self._world.faults
        if late := faults.strike("slack", parcel.call, ("deliver_late",)):
            await self._world.reaches(self._world.clock.now() + late.seconds)
        twice = faults.strike("slack", parcel.call, ("deliver_twice",))
        reply = await self._attempt(parcel, 0)
        if twice:
            self._world.outbox.start(self._attempt(parcel, 1 if parcel.envelope == "events_api" else 0))
        elif reply.error and not reply.final and parcel.envelope == "events_api":
            self._world.outbox.start(self._retry(parcel))
        return reply

    async def _retry(self, parcel: Parcel) -> None:
        for attempt, wait in enumerate(RETRY_AFTER, start=1):
            await self._world.reaches(self._world.clock.now() + wait)
            reply = await self._attempt(parcel, attempt)
            if reply.error is None or reply.final:
                return

    async def verifies(self) -> bool:
        """Whether the events URL answers Slack's challenge (the `url_verification` event)."""
        question = {"type": "url_verification", "token": "unused", "challenge": "are-you-there"}
        reply = await self._attempt(Parcel("", "events_api", question, "url_verification"), 0)
        given = reply.content.get("challenge") if isinstance(reply.content, dict) else reply.content
        return reply.error is None and given == question["challenge"]

    async def _attempt(self, parcel: Parcel, attempt: int) -> Reply:
        if self.mode == "http":
            reply = await post_signed(self._world, self.url, parcel, attempt, self.ack_seconds)
        else:
            reply = await self._by_socket(parcel, attempt)
        self._note(parcel, reply)
        return reply

    async def _by_socket(self, parcel: Parcel, attempt: int) -> Reply:
        envelope: dict[str, Any] = {
            "envelope_id": parcel.id,
            "type": parcel.envelope,
            "accepts_response_payload": parcel.envelope != "events_api",
            "payload": parcel.payload,
        }
        if parcel.envelope == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        try:
            return Reply(None, await self.sockets.ask(envelope, self.ack_seconds))
        except TimeoutError:
            return Reply("operation_timeout")
        except ConnectionError:
            return Reply("dispatch_failed")

    def _note(self, parcel: Parcel, reply: Reply) -> None:
        self._world.journal.write(
            at=self._world.clock.now(),
            service="slack",
            direction="out",
            method="POST" if self.mode == "http" else "SOCKET",
            path=f"/{parcel.kind}",
            query={},
            request=parcel.payload,
            status=0 if reply.error else 200,
            response=reply.content if reply.error is None else reply.error,
        )

    async def close(self) -> None:
        """Close every socket."""
        await self.sockets.close()

    def as_json(self) -> Mapping[str, Any]:
        """How the app is reached, for the control API."""
        return {
            "mode": self.mode,
            "url": self.url,
            "connections": len(self.sockets.open),
            "ack_seconds": self.ack_seconds,
        }
