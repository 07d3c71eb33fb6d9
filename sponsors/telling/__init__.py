"""What people are told: once, by mail, after the fact.

notices (what is to be told) → notice_tasks → sending → gift_mails, plan_mails, sponsor_mails,
staff_mails, which write with emails.
"""
