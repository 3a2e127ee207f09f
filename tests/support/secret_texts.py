"""Labeled texts: with a secret, or without one. Placeholders become values that are the same in every run."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "workflows" / "secret_scanning"
PASSWORDS = ("Tr0ub4dor3x!", "hunter22x", "S3cur3-Pa55", "P@ssw0rd2026", "xK9#mLq2")
VALUES = {
    "password": PASSWORDS,
    "word": ("correcthorsebattery", "swordfish", "qwertyuiop"),
    "table": ("salesforce_marketing_cloud_2026_q3_forecast", "analytics.daily_active_users_v2", "stripe_nonprod"),
    "service": ("google_ads", "salesforce", "S3"),
    "team": ("revenue", "R&D", "data platform"),
}
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABETS = {
    "hex": "0123456789abcdef",
    "digits": "0123456789",
    "letters": LETTERS,
    "alnum": LETTERS + "0123456789",
    "lower": "bcdfghjklmnpqrstvwxz2456789",
    "UPPER": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "base64": LETTERS + "0123456789+/",
}
RANDOM_PART = re.compile(r"\{(hex|digits|letters|alnum|lower|UPPER|base64):(\d+)\}")


def labeled_texts(name: str) -> list[str]:
    """Return the texts of `secrets` or `innocent`, in the order of the file."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    chosen = random.Random(name)
    return [text for line in lines if line and not line.startswith("# ") for text in _expand(line, chosen)]


def _expand(line: str, chosen: random.Random) -> Iterator[str]:
    name = next((name for name in VALUES if f"{{{name}}}" in line), None)
    for value in VALUES[name] if name else ("",):
        yield _fill(line.replace(f"{{{name}}}", value), chosen)


def _fill(line: str, chosen: random.Random) -> str:
    line = line.replace("\\n", "\n").replace("{uuid}", "{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}")
    return RANDOM_PART.sub(lambda part: "".join(chosen.choices(ALPHABETS[part[1]], k=int(part[2]))), line)
