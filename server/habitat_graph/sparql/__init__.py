"""SPARQL: the engine behind one narrow protocol, what it may not do, and how it is asked."""
