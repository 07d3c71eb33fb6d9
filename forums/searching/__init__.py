"""Looking for words in posts: forms (the question) → search → excerpts (around what was found)."""
