"""Clients that others have made, as they are, against the real server."""
