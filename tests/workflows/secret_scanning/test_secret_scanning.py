"""Keys, tokens and passwords are recognized; what people write about their work is not."""

import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.secret_texts import labeled_texts
from workflows.errors import Refused
from workflows.secret_scanning import (
    MAX_SCANNED_CHARS,
    PLAIN_WORD,
    RULES,
    TOO_LONG,
    assigned_values,
    find_secret,
    innocent_ids,
    key_formats,
    logins,
    randomness,
    require_no_secret,
    values,
)

DECISION = Path(__file__).parents[3] / "docs" / "decisions" / "0019-how-secrets-are-found.md"
MIN_DETECTION, MAX_FALSE_ALARMS = 0.96, 0.005
MODULES = (assigned_values, innocent_ids, key_formats, logins, randomness, values)
PATTERNS: dict[str, re.Pattern[str]] = {
    **{name: value for module in MODULES for name, value in vars(module).items() if isinstance(value, re.Pattern)},
    **key_formats.KNOWN_FORMATS,
}
SLOW_TEXTS = (
    "pw ",
    "password: a ",
    "a.",
    "a-",
    "a:",
    "eyJa.",
    "http://",
    "?a=",
    "user a/",
    "login a ",
    "mysql -p",
    "\ufdfa",
    "x7",
    "((",
)
KEY = "q7Zr2mXw9Lk4Vt8Bn3Hs6Yd1"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "a private key"),
        (f"xoxb-2222222222-{KEY}", "a Slack token"),
        (f"https://hooks.slack.com/services/T0/B0/{KEY}", "a Slack webhook"),
        (f"use ghp_{KEY}{KEY}", "a GitHub token"),
        ("AKIAIOSFODNN7EXAMPLE", "an AWS key"),
        (f"sk_test_{KEY}", "a Stripe key"),
        ("postgres://reader:hunter2@db.example.com/sales", "a connection string with a password"),
        ("mongodb+srv://:pw@cluster.example.com", "a connection string with a password"),
        ("the password is Tr0ub4dor&3", "a password"),
        ('{"client_secret": "9f86d081884c"}', "a password"),
        ("Server=x;AccountKey=abc123def456==", "a password"),
        ("Authorization: Bearer abcdef1234567890abcd", "an authorization header"),
        (f"try {KEY}", "a key"),
        ("9f86d081884c7d659a2feaa0c55ad015", "a key"),
        (f"https://api.example.com/data?key={KEY}", "a key"),
        ("PGPASSWORD=hunter22 psql", "a password"),
        ("dbpassword: hunter2!", "a password"),
        ("userPassword=s3cretsauce", "a password"),
        ("accessToken: abc123def", "a password"),
        ("refreshToken=abc123def", "a password"),
        ("SECRET_KEY=abc123def", "a password"),
        ("secretKey: abc123def", "a password"),
        ("private_key=abc123def", "a password"),
        ("Endpoint=sb://x;SharedAccessKey=abc123def=", "a password"),
        ("password = correcthorsebattery", "a password"),
        ("passwd hunter22", "a password"),
        ("postgres://bob:ab/cd12@db", "a connection string with a password"),
        ("npm_aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3gH5", "an npm token"),
        ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "an authorization header"),
    ],
)
def test_a_secret_is_recognized_by_its_shape(text: str, kind: str) -> None:
    assert find_secret(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Sales forecast for the third quarter",
        "We need the password reset events of all users",
        "Token usage by customer, for billing",
        "secret santa planning",
        "The key is to see revenue by region",
        "https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
        "123e4567-e89b-12d3-a456-426614174000",
        "salesforce_marketing_cloud_2026_q3_forecast",
        "analytics_properties/123456789012345678901234",
        "internationalisation-and-localisation-team",
        "jira_service_management_eu_west_1",
        "payload={} & payload=%7B%7D of our vehicles",
        "Which token: read-only or admin, they ask",
        "the api key is rotated/renewed by IT",
        "password is self-service?",
        "the password = required, and forgotten often",
        "account key = customer_id",
        "The password sha256sum is what we compare",
        "API key: https://docs.example.com/v2/keys",
        "Basic requirements-2025",
        "jdbc:postgresql://db.example.com:5432/shop?owner=ada@example.com",
        "as of commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms",
        "https://drive.example.com/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs",
        "",
    ],
)
def test_what_people_write_is_not_a_secret(text: str) -> None:
    assert find_secret(text) is None


@pytest.mark.parametrize("word", ["salesforce", "Passwort", "secret", "token", "correcthorsebattery", "npm", "Bearer"])
def test_no_rule_knows_a_single_plain_word(word: str) -> None:
    assert PLAIN_WORD.fullmatch(word)
    assert [rule(word) for rule in RULES] == [None] * len(RULES)


@pytest.mark.parametrize("text", ["a b", "salesforce\n", "pass:word", "hunter2", "аpi", "A" * 16, "a" * 22])
def test_all_else_goes_through_every_rule(text: str) -> None:
    assert not PLAIN_WORD.fullmatch(text)


def test_secrets_are_found_and_innocent_texts_are_not_as_often_as_the_docs_say() -> None:
    secrets, innocent = labeled_texts("secrets"), labeled_texts("innocent")

    missed = [text for text in secrets if not find_secret(text)]
    refused = [text for text in innocent if find_secret(text)]

    assert len(secrets) + len(innocent) >= 400
    assert len(missed) <= (1 - MIN_DETECTION) * len(secrets), missed
    assert len(refused) <= MAX_FALSE_ALARMS * len(innocent), refused
    found = len(secrets) - len(missed)
    claim = f"{found} of {len(secrets)} texts with a secret, and refuses {len(refused)} of {len(innocent)} without one"
    assert claim in " ".join(DECISION.read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    "text",
    [
        "pass\u200bword: Tr0ub4dor3x!",
        "p\u00adassword:\u00a0Tr0ub4dor3x!",
        "ｐａｓｓｗｏｒｄ： Ｔｒ０ｕｂ４ｄｏｒ３ｘ！",
        "рassword: Tr0ub4dor3x!",
        "pässwörd: Tr0ub4dor3x!",
        "password\u2009=\u3000“Tr0ub4dor3x!”",
        f"ghp\u2060_{KEY}{KEY}",
    ],
)
def test_a_disguise_does_not_help(text: str) -> None:
    assert find_secret(text)


@pytest.mark.parametrize("name", PATTERNS)
def test_every_quantifier_is_bounded_so_every_pattern_is_linear(name: str) -> None:
    parser: Any = vars(re)["_parser"]

    tree = parser.parse(PATTERNS[name].pattern, PATTERNS[name].flags & ~re.UNICODE)

    assert _largest_repeat(tree) <= 2_000


def test_the_check_of_quantifiers_finds_one_without_a_bound() -> None:
    parser: Any = vars(re)["_parser"]

    assert all(_largest_repeat(parser.parse(one)) > 2_000 for one in ("a+", "(?:b|(c*))d", "(?=x{3,})y", "[ab]{2,}?"))


def _largest_repeat(tree: Any) -> int:
    """Return the largest upper bound of any quantifier, at any depth."""
    bounds = [0]
    for _operator, argument in tree:
        parts = argument if isinstance(argument, (tuple, list)) else (argument,)
        bounds += [int(parts[1])] if "REPEAT" in str(_operator) else []
        nested = [part for part in parts if hasattr(part, "data")]
        nested += [branch for part in parts if isinstance(part, list) for branch in part if hasattr(branch, "data")]
        bounds += [_largest_repeat(one) for one in nested]
    return max(bounds)


@pytest.mark.parametrize("piece", SLOW_TEXTS)
def test_the_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    quarter, whole = (piece * size for size in (MAX_SCANNED_CHARS // 4 // len(piece), MAX_SCANNED_CHARS // len(piece)))

    assert _seconds(whole) < 10 * _seconds(quarter) + 0.2


def _seconds(text: str) -> float:
    """Return the CPU time of a scan, in seconds."""
    began = time.process_time()
    find_secret(text)
    return time.process_time() - began


@pytest.mark.parametrize("text", ["a " * 20_000, "\ufdfa" * 5_000])
def test_text_that_is_too_long_is_refused_unread_and_in_words(text: str) -> None:
    assert find_secret(text) == TOO_LONG
    with pytest.raises(Refused, match=r"too long\. Use at most 10,000 characters"):
        require_no_secret(text)
