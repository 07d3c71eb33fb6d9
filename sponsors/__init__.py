"""Donations, sponsorships, and therefore money.

Each room's docstring says what is in it (docs/finance.md tells how the books work):

- **giving**: from the form to Stripe's payment page and back; regular gifts
- **hearing**: what Stripe says, from the door to the books
- **books**: facts, ledger, refunds, the proof, and the books that everybody may read
- **sponsorship**: applying, deciding, terms; where sponsors are shown; the firewall
- **papers**: receipts, invoices, summaries of a year
- **telling**: mails · **people**: histories, addresses, leaving

stripe_gateway alone speaks to Stripe; remote holds its answers in our own small types.
models/ names the nouns, views/ and admin/ show them; ``<noun>_tasks`` is what a room leaves
to the worker, ``urls_<room>`` its addresses. Nothing here imports articles or forums.
"""
