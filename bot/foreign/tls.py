"""The certificates that connections to other systems are checked against, read once."""

import ssl
from functools import cache

import httpx


@cache
def tls_context() -> ssl.SSLContext:
    """Return the context that all clients share. Reading the certificates takes 20 ms and a megabyte for each."""
    return httpx.create_ssl_context()
