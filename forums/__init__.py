"""Forums behind the log-in: a thin, safe coat around django-machina.

Where to look, room by room (docs/moderators.md tells how they are looked after):

- **The gate**: middleware (nobody outside sees anything) · access, readership, rights (what
  each person may do) · public_urls (what lies outside)
- **Reading**: reading, listing, fetching, pages · voices (late names) · histories, panel,
  search, excerpts, footprints · muting, subscriptions, preferences
- **Writing**: posting, editing, asking, drafts, forms · markup/ (Markdown that is safe) ·
  mentions, counting · attachments, pictures, jpegs, documents, files, unfit · safety,
  safety_words, concerns · experts
- **Moderation**: trust, queue, cases, records · moderation (posts), steering (discussions),
  restrictions (members) · reporting, appeals, alarms, log
- **Telling**: notifications → recipients → delivery → mails, post_mails · digest,
  digest_choice, digest_mails · unsubscribing
- **Leaving**: leaving, handing_over (what one takes along), erasing, tidying
- ``<noun>_tasks`` is what a room leaves to the worker

models/ names our own nouns; overrides/ and machina_migrations/ hold those of machina.
"""
