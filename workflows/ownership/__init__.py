"""Owners of connections that weren't requested here: claims, hand-overs, and imports."""
