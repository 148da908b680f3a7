"""Charts: one module a kind, each `figure(graph, look, **options)`, which asks, and `draw`, which does not."""
