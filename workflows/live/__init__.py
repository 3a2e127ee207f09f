"""Answers from the facts of this moment: one function for each thing that people ask for."""
