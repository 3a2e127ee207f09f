"""A simulated PagerDuty service with an integration of the Events API v2."""

from sandbox.pagerduty.routes import routes
from sandbox.pagerduty.service import Service

__all__ = ["Service", "routes"]
