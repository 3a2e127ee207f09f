"""Make the message of one recipient agree with its incident or storm."""

from dataclasses import dataclass, field, replace

from workflows.incidents.delivery_state import DeliveryState
from workflows.notifications.ports import Delivery, NotificationPorts, Subject
from workflows.notifications.recipients import (
    HIDDEN_FINGERPRINT,
    Recipients,
    choose_recipients,
    held_until,
)
from workflows.notifications.thread_updates import thread_update_keys
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message


@dataclass
class MessageSync:
    """Post, edit, and hide messages during one run of `notify`. Each message is rendered once per change."""

    ports: NotificationPorts
    _content: Subject | None = None
    """What the renderings below show: the subject without its delivery state."""
    _rendered: dict[Message, RenderedMessage] = field(default_factory=dict)

    def sync(self, subject: Subject, recipient: str, recipients: Recipients) -> Subject:
        """Post or edit the message of `recipient`. While it is held, only edit what is already posted."""
        is_held = held_until(subject, recipient, recipients) is not None
        message = subject.messages.get(recipient)
        if message is None:
            return subject if is_held else self._post(subject, recipient)
        rendered = self._render(subject, message)
        if subject.fingerprints.get(recipient) != rendered.fingerprint:
            if not self.ports.messages.edit(message, rendered):
                return self._replace_deleted(subject, recipient, message, recipients)
            subject = self._record(subject, recipient, message, rendered, subject.thread_keys_sent)
        return subject if is_held else self._post_thread_updates(subject, recipient, message)

    def hide(self, subject: Subject, recipient: str) -> Subject:
        """Remove the content of the messages of a recipient without access, and of their threads."""
        message = self.ports.messages.hide(subject, recipient)
        delivery = Delivery(recipient, message, HIDDEN_FINGERPRINT, self.ports.clock.now(), subject.thread_keys_sent)
        return self.ports.incidents.record_delivery(subject.id, delivery)

    def is_pending(self, subject: Subject, recipient: str) -> bool:
        """Return whether a post, an edit, or a thread update is still missing."""
        message = subject.messages.get(recipient)
        if message is None or _pending_thread_keys(subject, recipient):
            return True
        return subject.fingerprints.get(recipient) != self._render(subject, message).fingerprint

    def _post(self, subject: Subject, recipient: str) -> Subject:
        rendered = self.ports.messages.render(subject, None)
        message = self.ports.messages.post(subject, recipient, rendered)
        self._forget_outdated(subject)
        self._rendered[message] = rendered
        return self._record_in_sync(subject, recipient, message, rendered)

    def _post_thread_updates(self, subject: Subject, recipient: str, message: Message) -> Subject:
        for key in _pending_thread_keys(subject, recipient):
            self.ports.messages.post_thread_update(subject, message, key)
            sent = subject.thread_keys_sent | {_thread_key(key, recipient)}
            subject = self.ports.incidents.update(subject.id, thread_keys_sent=sent)
        return subject

    def _replace_deleted(self, subject: Subject, recipient: str, deleted: Message, recipients: Recipients) -> Subject:
        """Post a deleted message again, unless the recipient no longer wants it or holds messages now."""
        if recipient not in choose_recipients(subject, recipients):
            return self._record_in_sync(subject, recipient, deleted, self._render(subject, deleted))
        return subject if held_until(subject, recipient, recipients) else self._post(subject, recipient)

    def _record_in_sync(self, subject: Subject, recipient: str, message: Message, rendered: RenderedMessage) -> Subject:
        """Record a message that already contains every thread update."""
        keys = {_thread_key(key, recipient) for key in thread_update_keys(subject)}
        return self._record(subject, recipient, message, rendered, subject.thread_keys_sent | keys)

    def _record(
        self,
        subject: Subject,
        recipient: str,
        message: Message,
        rendered: RenderedMessage,
        thread_keys: frozenset[str],
    ) -> Subject:
        delivery = Delivery(recipient, message, rendered.fingerprint, self.ports.clock.now(), thread_keys)
        return self.ports.incidents.record_delivery(subject.id, delivery)

    def _render(self, subject: Subject, message: Message) -> RenderedMessage:
        self._forget_outdated(subject)
        if message not in self._rendered:
            self._rendered[message] = self.ports.messages.render(subject, message)
        return self._rendered[message]

    def _forget_outdated(self, subject: Subject) -> None:
        content = replace(subject, **vars(DeliveryState()))
        if content != self._content:
            self._content, self._rendered = content, {}


def _pending_thread_keys(subject: Subject, recipient: str) -> list[str]:
    keys = thread_update_keys(subject)
    return [key for key in keys if _thread_key(key, recipient) not in subject.thread_keys_sent]


def _thread_key(key: str, recipient: str) -> str:
    return f"{key} {recipient}"
