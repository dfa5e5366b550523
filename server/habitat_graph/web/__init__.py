"""The graph over HTTP: one module a kind of address, the only floor that knows Flask."""
