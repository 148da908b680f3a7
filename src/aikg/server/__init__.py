"""The server: the graph over HTTP, for people, scripts and SPARQL clients. A front door: it reads only."""
