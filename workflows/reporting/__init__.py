"""Read models: snapshots, lookups, and status."""
