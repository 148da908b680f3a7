"""Pictures of the graph: one module a picture, and one table of colours, shapes and words."""
