"""Incidents: detection, lifecycle, and remediation."""
