"""Prompts that the agent view suggests."""

from bot.slack.views.home import HomeState

Prompt = dict[str, str]

ACCESS_PROMPT = {"title": "Get access to Fivetran", "message": "How do I get access to Fivetran?"}
REQUEST_PROMPT = {"title": "Request a connector", "message": "How do I request a connector?"}
BROKEN_PROMPT = {"title": "See what broke", "message": "What broke today?"}
NEW_PROMPT = {"title": "See what's new", "message": "What is in development?"}
MY_REQUEST_PROMPT = {"title": "Check my request", "message": "Where is my request?"}
STANDARD_PROMPTS = (ACCESS_PROMPT, REQUEST_PROMPT, BROKEN_PROMPT, NEW_PROMPT)
"""Also in the manifest, for first-time users. Slack allows four."""


def suggested_prompts(state: HomeState) -> list[Prompt]:
    """Return prompts for a requester, or for a new user."""
    return (
        [MY_REQUEST_PROMPT, REQUEST_PROMPT, BROKEN_PROMPT, NEW_PROMPT] if state.own_requests else list(STANDARD_PROMPTS)
    )
