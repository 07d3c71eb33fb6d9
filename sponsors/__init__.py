"""Donations, sponsorships, and therefore money.

Where to look, room by room (docs/finance.md tells how the books work):

- **Giving**: donations (a wish and the way to Stripe's page) · giving, checkout, browsers,
  duplicates (one page for one wish) · plans, links, card_links (regular gifts, with and
  without a log-in) · claiming · card_testing, declined · goals, donors, unlisting · presets,
  gift_aid, forms, fields
- **What Stripe says**: webhooks → inbox → event_reading → fetching → applying → outcomes.
  stripe_gateway alone speaks to Stripe; remote holds its answers in our own small types
- **The books**: booking (writes facts and entries) · ledger (what they amount to) · refunds,
  offline, reviewing · reconcile, comparing, adopting (the proof) · books, closing, open_books,
  exports, searching, waiting
- **Sponsorship**: sponsorships and deciding (who may do what, when) · applications, places,
  terms, grace, returned_money · contacts · placements, logos, logo_files · firewall
- **Papers and mails**: receipts, invoices, summaries, tax_years, tax_wording → papers → pdf ·
  notices (what is to be told, once) → sending → gift_mails, plan_mails, sponsor_mails,
  staff_mails
- **People**: histories (what one gave) · addresses · leaving, forgetting
- ``<noun>_tasks`` is what a room leaves to the worker; ``urls_<room>`` its addresses

models/ names the nouns. Nothing here imports articles or forums.
"""
