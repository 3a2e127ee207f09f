"""Send critical incidents in production to the people on call."""
