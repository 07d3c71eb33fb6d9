"""Who hears of a post, and how.

- subscriptions: what members follow · preferences: what they choose · unsubscribing: links
  in mails that stop mails
- notifications → notification_tasks → recipients → delivery → post_mails
- digest → digest_choice, digest_mails: the weekly overview
- mails: text and HTML from the same facts, for every mail to members
"""
