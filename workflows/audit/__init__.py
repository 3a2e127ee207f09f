"""The audit trail: who did what to which subject, in a chain that shows changes to it."""
