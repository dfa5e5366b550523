"""Lets `python -m habitat_graph` do what the `habitat-graph` command does."""

from habitat_graph.cli import main

if __name__ == "__main__":
    main()
