"""What the listeners need behind them, in their own words. The composition root fulfils it."""

from bot.slack.needs.forms import Catalogue, Drafts, Intake
from bot.slack.needs.presses import Acquaintances, Actions, Incidents, Overview
from bot.slack.needs.questions import Looking, Questions
from bot.slack.needs.wishes import Digests, Subscribers

__all__ = [
    "Acquaintances",
    "Actions",
    "Catalogue",
    "Digests",
    "Drafts",
    "Incidents",
    "Intake",
    "Looking",
    "Overview",
    "Questions",
    "Subscribers",
]
