"""Addresses of this machine, where no proxy is asked."""

from urllib.parse import urlsplit

LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")


def is_loopback(url: str) -> bool:
    """Whether the host of this address is this machine."""
    return urlsplit(url).hostname in LOOPBACK_HOSTS
