"""What the listeners need behind them, in their own words. The composition root fulfils it."""

from bot.slack.needs.forms import Drafts, Intake, ServiceSearch
from bot.slack.needs.presses import Acquaintances, Actions, IncidentActions, Overview
from bot.slack.needs.questions import Questions, StatusLookup
from bot.slack.needs.wishes import Digests, Subscribers

__all__ = [
    "Acquaintances",
    "Actions",
    "Digests",
    "Drafts",
    "IncidentActions",
    "Intake",
    "Overview",
    "Questions",
    "ServiceSearch",
    "StatusLookup",
    "Subscribers",
]
