"""The canvas of the channel: what everyone can see of the list of connections."""
