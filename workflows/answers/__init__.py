"""Answers to questions about access and data."""
