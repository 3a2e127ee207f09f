"""What reaches us from other systems: what all clients and the HTTP server read alike."""
