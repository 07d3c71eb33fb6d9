"""The books: what was paid, what it amounts to, and the proof of it.

- booking (writes facts and entries) · ledger (what they amount to)
- refunds, refund_sending, refund_tasks · offline · reviewing (what staff do)
- reconcile, comparing, adopting (the proof, against Stripe)
- totals, charts, exports, searching, waiting (for finance) · closing, open_books (for everybody)
- money_tasks
"""
