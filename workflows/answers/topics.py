"""Whether a question is about data or about connectors: other people know the one than the other."""

import re
from enum import StrEnum

from workflows.answers.ports import Question


class Topic(StrEnum):
    """What a question is about."""

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
    """What a question is about, by the words it uses; connectors are what this bot is asked about."""
    connectors, data = len(CONNECTOR_WORDS.findall(question.text)), len(DATA_WORDS.findall(question.text))
    return Topic.DATA if data > connectors else Topic.CONNECTORS
