"""A knowledge graph of a UN report, and the program that serves it and keeps it true."""
