"""Donations, sponsorships, and therefore money."""
