"""Forums behind the log-in: a thin, safe coat around django-machina.

Each room's docstring says what is in it (docs/moderators.md tells how they are looked after):

- **rules**: who may do what · middleware is the gate, public_urls what lies outside it
- **reading**: lists and discussions · **searching**: looking for words
- **writing**: posts, from the form to the last change · **files**: what is attached to them
- **moderation**: the queue, decisions, appeals
- **telling**: notifications and mails · **forgetting**: leaving, erasing, tidying

markup/ is Markdown that is safe; counting keeps the counters exact, recounting proves them;
errors holds what more than one room refuses. models/ names our own nouns, views/ and admin/
show them; overrides/ and machina_migrations/ hold those of machina, defaults/ what a new
portal begins with. ``<noun>_tasks`` is what a room leaves to the worker.
"""
