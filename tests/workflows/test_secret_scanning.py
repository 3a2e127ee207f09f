"""Keys, tokens and passwords are recognised; what people write about their work is not."""

import pytest

from workflows.secret_scanning import find_secret

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
def test_a_secret_is_recognised_by_its_shape(text: str, kind: str) -> None:
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
def test_what_people_write_is_no_secret(text: str) -> None:
    assert find_secret(text) is None
