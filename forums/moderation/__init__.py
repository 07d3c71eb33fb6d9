"""What moderators see, decide and answer for.

- queue: what waits, in order → cases: one post and what surrounds it · records: its author
- handling (posts), steering (discussions), restrictions (members): every verb is one line
  of the log
- reporting: members report a post · appeals: a second moderator looks again
- alarms: who is called when something waits too long
- forms; decision_tasks and alarm_tasks → mails
"""
