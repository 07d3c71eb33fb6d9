"""From half-written words to a post, and what its author may still do with it.

- forms → posting (a new discussion, a reply) and editing (changing, taking back)
- asking: questions that begin on a page · drafts: words of whoever has to log in first
- mentions: who and what a text means · experts: the marked answer of a discussion
- safety: cards and help lines before posting; it reads safety_words, and names concerns
"""
