"""One action has one label, wherever its button stands; the glossary lists what each label does."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.slack.views.connect_card import SIGN_IN_LINK
from bot.slack.views.existing_connections import ASK_FOR_ACCESS
from bot.slack.views.incident_buttons import ACTION_LABELS, TAB_LABELS

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs/glossary.md").read_text()
LABELS = {"SIGN_IN_LINK": SIGN_IN_LINK, "ASK_FOR_ACCESS": ASK_FOR_ACCESS}
"""Labels that several views share."""
NAMED_AFTER_THEIR_THING = {
    "f'{CHOOSE_ALTERNATIVE}_{number}'": "a meaning of the question",
    "f'{SHOW_STATUS}_{number}'": "a connection",
    "f'{MUTE_CONNECTION}_{number}'": "a connection to mute",
    "f'{REQUEST_SERVICE}_{number}'": "a service to request",
    "ASK_PROPOSED": "the person who is asked to own a connection",
}
TABLED = {"f'{INCIDENT_ACTION_PREFIX}{action}'": ACTION_LABELS, "OPEN_IN_FIVETRAN": TAB_LABELS}


def buttons() -> Iterator[tuple[str, str]]:
    """Yield action and label of each button in a view, as its code spells them."""
    for path in sorted((ROOT / "bot/slack").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "button":
                action, label = node.args[:2]
                yield ast.unparse(action), str(label.value) if isinstance(label, ast.Constant) else ast.unparse(label)


def labels() -> dict[str, set[str]]:
    """Return action → its labels, for all buttons with words of their own."""
    found: dict[str, set[str]] = defaultdict(set)
    for action, label in buttons():
        if action not in NAMED_AFTER_THEIR_THING.keys() | TABLED.keys():
            found[action].add(LABELS.get(label, label))
    return found


def test_an_action_has_one_label() -> None:
    assert {action: words for action, words in labels().items() if len(words) > 1} == {}


def test_a_sign_in_link_is_called_the_same_on_home_in_messages_and_under_alerts() -> None:
    assert labels()["FRESH_CONNECT_CARD"] == {SIGN_IN_LINK}
    assert SIGN_IN_LINK in ACTION_LABELS.values()


def test_the_glossary_lists_each_label() -> None:
    table = GLOSSARY.partition("## Buttons")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^\| \*(.+?)\* \|", table, re.MULTILINE))
    used = {label for words in labels().values() for label in words}

    assert listed == used | {*ACTION_LABELS.values()} | {*TAB_LABELS.values()}


def test_a_label_is_a_verb_and_few_words() -> None:
    long = [label for words in labels().values() for label in words if len(label.split()) > 4]

    assert long == []
