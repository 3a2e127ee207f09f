"""Who is notified of an incident, and how."""
