"""What members gave, their addresses, and their leaving.

histories (what one gave) · addresses, address_tasks (Stripe is told) · leaving, forgetting
"""
