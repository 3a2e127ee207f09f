"""Fivetran: the client of its REST API, and the Connectors adapter that speaks it for the workflows."""
