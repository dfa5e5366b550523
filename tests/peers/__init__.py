"""Real SPARQL servers, started on loopback for tests and benchmarks, and surely stopped again.

    from peers.oxigraph import oxigraph

    with oxigraph() as peer:
        peer.put(turtle, graph="https://example.org/graph")
        peer.select("SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } }")

`oxigraph`, `fuseki`, `endpoint` (rdflib-endpoint) and `virtuoso` each start one server. Where one
cannot be started, `UnavailableError` says why; pytest takes it for a skip with that reason.
"""
