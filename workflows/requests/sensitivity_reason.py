"""Why a request needs a sensitive-data approver, in words."""

from workflows.catalog.sensitive_content import content_sentence
from workflows.requests.answers import Answers, Sensitivity
from workflows.requests.labels import SENSITIVITY_LABELS


def sensitivity_reason(answers: Answers) -> str:
    """Return the reason as a sentence of plain text; empty for data that isn't sensitive."""
    if answers.is_sensitive_service:
        return content_sentence(answers.service_name, answers.service_content)
    if answers.sensitivity is Sensitivity.NOT_SURE:
        return "The requester isn't sure how sensitive the data is."
    if answers.is_sensitive:
        return f"The requester says that the data is sensitive: {SENSITIVITY_LABELS[answers.sensitivity]}."
    return ""
