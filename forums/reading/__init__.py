"""What members see of the forums.

- listing (forums, discussions) and topic_page (one discussion) → fetching: what they load
- pages: long lists in pages · footprints: what a visit leaves
- voices: names, looked up late · histories: what a post said before · muting
- panel: the discussions of a subject, on its page
"""
