"""What Stripe says, from the door to the books.

webhooks → inbox → inbox_tasks → event_reading → fetching → applying → outcomes
"""
