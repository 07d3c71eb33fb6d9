"""The pages of giving and sponsorship, one module per room."""
