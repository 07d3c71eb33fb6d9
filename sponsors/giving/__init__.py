"""Giving, from the form to Stripe's page and back.

- donations (a wish, written down) · wishes, forms, presets, gift_aid (from what was typed to
  one payment page) · checkout, browsers, duplicates (one page for one wish)
- plans, links, card_links (regular gifts, with and without a log-in) · claiming
- card_testing, declined (against those who try stolen cards)
- givers (whose gift it is) · goals, donors, unlisting (what everybody sees)
"""
