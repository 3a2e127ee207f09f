"""Sync runs, thresholds, and health."""
