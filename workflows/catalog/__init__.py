"""The catalog of services that can be requested."""
