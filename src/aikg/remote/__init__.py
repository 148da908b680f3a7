"""A graph that lives elsewhere: a SPARQL 1.1 endpoint where the store stands.

`address` is where, `proof` who asks, `transport` HTTP over a `connection`, `refusals` say what it means where
no answer comes, `results` reads one. `graph` is the knowledge graph over it, with `pages` and `rdflib_store`
for those who want all of it, and `fitness` says whether aikg's questions can be asked of what stands there.
"""
