"""HTTP endpoints and the server."""
