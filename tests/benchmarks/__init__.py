"""Measurements, each run as a command of its own; pytest runs none of them."""
