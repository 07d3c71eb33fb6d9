"""What replaces parts of machina: only what is unsafe, slow or in the way (docs/adr/0007)."""
