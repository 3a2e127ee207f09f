"""Connector requests, from the form to the first sync."""
