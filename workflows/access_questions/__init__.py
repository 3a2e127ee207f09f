"""Questions to the owners of connections: can this person have access? A yes becomes an access request."""
