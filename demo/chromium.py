"""Find the system's Chromium, for the browser tests and the pictures."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--font-render-hinting=none",
]


def chromium() -> str | None:
    """Return its path, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
