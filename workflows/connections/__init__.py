"""Fivetran connections, their webhooks, and the rate limit."""
