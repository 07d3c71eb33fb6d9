"""Pages of the articles app, one module per way of using it."""
