"""Errors that control verbs raise."""


class Refusal(Exception):
    """A control verb can't be done. The control API returns the message with HTTP 409."""
