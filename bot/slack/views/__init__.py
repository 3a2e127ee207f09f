"""Pure functions from what is true to Block Kit."""
