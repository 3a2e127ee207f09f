"""Questions that the agent view suggests to somebody who opens it."""

from bot.slack.views.home import HomeState

Prompt = dict[str, str]

ACCESS_PROMPT = {"title": "Get access to Fivetran", "message": "How do I get access to Fivetran?"}
REQUEST_PROMPT = {"title": "Ask for a connector", "message": "How do I request a connector?"}
BROKEN_PROMPT = {"title": "See what broke", "message": "What broke today?"}
NEW_PROMPT = {"title": "See what is new", "message": "What is in development?"}
MY_REQUEST_PROMPT = {"title": "See how my request is doing", "message": "Where is my request?"}
STANDARD_PROMPTS = (ACCESS_PROMPT, REQUEST_PROMPT, BROKEN_PROMPT, NEW_PROMPT)
"""Of the manifest, too: whoever has not been here before sees these. Slack takes no more than four."""


def suggested_prompts(state: HomeState) -> list[Prompt]:
    """Whoever has asked for something wants to know how it is doing; the others want in."""
    return (
        [MY_REQUEST_PROMPT, REQUEST_PROMPT, BROKEN_PROMPT, NEW_PROMPT]
        if state.own_requests
        else list(STANDARD_PROMPTS)
    )
