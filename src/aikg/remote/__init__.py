"""A graph that lives elsewhere: a SPARQL 1.1 endpoint where the store stands.

`address` is where and for whom, `transport` is HTTP, `results` reads what comes back, `graph` is the
knowledge graph over it, and `fitness` says whether aikg's questions can be asked of what stands there.
"""
