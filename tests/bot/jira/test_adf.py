"""Documents, exactly as they travel."""

from bot.jira.adf import bullet_list, doc, field_table, node_text, paragraph, shorten_text, strong


def test_words_become_text_that_jira_never_parses() -> None:
    assert doc(paragraph("*not bold* {noformat} [~accountid:1]")) == {
        "type": "doc",
        "version": 1,
        "content": [
            {
                "type": "paragraph",
                "content": [{"type": "text", "text": "*not bold* {noformat} [~accountid:1]"}],
            }
        ],
    }


def test_lines_stay_lines_and_control_characters_go() -> None:
    assert paragraph("one\r\ntwo\x00\n\nfour")["content"] == [
        {"type": "text", "text": "one"},
        {"type": "hardBreak"},
        {"type": "text", "text": "two"},
        {"type": "hardBreak"},
        {"type": "hardBreak"},
        {"type": "text", "text": "four"},
    ]


def test_spaces_and_joiners_of_other_scripts_stay() -> None:
    assert node_text(paragraph("10\u202f000\u00a0€ 東京\u3000本社 می\u200cخواهم 👩\u200d💻")) == (
        "10 000 € 東京 本社 می\u200cخواهم 👩\u200d💻"
    )


def test_no_words_are_no_text_node() -> None:
    assert paragraph("", "  ") == {"type": "paragraph", "content": []}


def test_facts_without_a_value_are_left_out() -> None:
    (row,) = field_table({"Service": "Salesforce", "Owner": ""})["content"]

    assert [cell["type"] for cell in row["content"]] == ["tableHeader", "tableCell"]
    assert node_text(row) == "ServiceSalesforce"


def test_each_item_of_a_list_is_a_paragraph() -> None:
    (item,) = bullet_list([strong("Slack")])["content"]

    assert item["content"] == [
        {"type": "paragraph", "content": [{"type": "text", "text": "Slack", "marks": [{"type": "strong"}]}]}
    ]


def test_what_is_cut_shows_it() -> None:
    assert shorten_text("abcdef", 4) == "abc…"
    assert shorten_text("abcd", 4) == "abcd"
