"""The Fivetran Platform Connector log."""
