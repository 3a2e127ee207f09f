"""Queries that combine the store with live data."""
