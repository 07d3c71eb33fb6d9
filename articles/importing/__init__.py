"""Old pages as plain text, Markdown or HTML: read, taken apart, stored as a draft."""
