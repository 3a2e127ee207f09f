"""Classify a question as about data or about connectors: a different channel answers each."""

import re
from enum import StrEnum

from workflows.answers.model import Question


class Topic(StrEnum):
    """Subject of a question."""

    DATA = "data"
    CONNECTORS = "connectors"


CONNECTOR_WORDS = re.compile(
    r"\b(?:fivetran|connect\w*|sync\w*|airflow|dag|credentials?|schema|schedule|ticket|request\w*|broken?|"
    r"fail\w*|setup|fresh\w*|paused|mar)\b",
    re.IGNORECASE,
)
DATA_WORDS = re.compile(
    r"\b(?:data|datasets?|tables?|columns?|rows?|bigquery|quer\w+|sql|dashboards?|numbers?|metrics?|reports?|"
    r"fields?|values?|duplicates?)\b",
    re.IGNORECASE,
)


def classify_topic(question: Question) -> Topic:
    """Return the topic by the words of the question; connectors win a tie."""
    connectors, data = len(CONNECTOR_WORDS.findall(question.text)), len(DATA_WORDS.findall(question.text))
    return Topic.DATA if data > connectors else Topic.CONNECTORS
