"""Answer a greeting, thanks, or “what can you do?”: they aren't questions about data."""

import re

from workflows.answers.model import Answer, AnswerKind

_POLITE = r"[\s,!.?]*(?:there|all|team|bot|connector desk|again|so much|a lot|please)?[\s,!.?]*\Z"
GREETING = re.compile(
    r"\A\s*(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening)|help(?: me)?|test|"
    r"what (?:can|do) you do|what can i ask(?: you)?|who are you)" + _POLITE,
    re.IGNORECASE,
)
THANKS = re.compile(r"\A\s*(?:thanks|thank you|thx|ty|cheers|great|perfect|cool|ok|okay)" + _POLITE, re.IGNORECASE)
GREETING_REPLY = (
    "Hi! Three things I can do for you:\n"
    "- **Request a connector:** type `/connector`, or `/connector salesforce`.\n"
    "- **Say how data is doing:** ask “is stripe fresh?”, “who owns zoom?”, or “what is broken?”\n"
    "- **Help with access:** ask “how do I get access to google ads?”\n\n"
    "`/connector help` shows the rest."
)
THANKS_REPLY_TO_PERSON = "You're welcome!"


def answer_greeting(question: str) -> Answer | None:
    """Return the reply to a message that is only a greeting or thanks; None if it says more."""
    for pattern, reply in ((GREETING, GREETING_REPLY), (THANKS, THANKS_REPLY_TO_PERSON)):
        if pattern.match(question):
            return Answer(AnswerKind.LIVE, reply, is_small_talk=True, is_for_mentions_only=True)
    return None
