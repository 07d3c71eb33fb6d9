"""Sponsors: who may do what, when, and where they are shown.

- sponsorships, deciding (the steps of a sponsorship) · applications, forms · places (of a tier)
- terms, grace, returned_money (what a payment causes, or its way back) · sponsor_tasks
- contacts (who acts for a sponsor) · firewall (that nobody acts on both sides)
- placements, logos, logo_files (where sponsors are shown, and how)
"""
