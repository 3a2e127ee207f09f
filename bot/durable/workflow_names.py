"""The names of the workflows, and what their kinds have in common."""

RETIRED_TICKS = (
    "apply_ticket_decisions",
    "ensure_webhooks",
    "expire",
    "notice_departures",
    "propose_mutes",
    "publish_due_digests",
    "reconcile_lagging",
    "refresh_catalog",
)
"""Jobs of the timetable that a process of an older deploy still enqueues as workflows."""
BACKGROUND_WORKFLOWS = (
    *RETIRED_TICKS,
    "advance_step_run",
    "apply_ticket_decision",
    "deliver_access_question",
    "notify",
    "open_access_ticket",
    "poll_group",
    "reconcile",
)
"""What hints and the timetable enqueue. They are deleted before clicks are."""
REQUEST_WORKFLOWS = frozenset({"reconcile", "decide", "request_connect_card", "remove_text"})
"""Workflows whose first argument is the id of a request. Their log lines carry it."""

CHANNEL_WORKFLOWS = frozenset({"notify", "publish_digest", "publish_digest_now"})
"""Workflows that post in a channel, each of which has the channel to itself for a second."""

REGISTERED_WORKFLOWS: set[str] = set()
"""The workflows that DBOS knows in this process. `bot.durable.registration` fills it."""
