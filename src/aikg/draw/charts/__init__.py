"""Charts: one module a kind; its `figure(graph, look, **options)` asks, its `draw` makes the picture."""
