"""A Stripe on this machine, to which the unchanged official library speaks over HTTP.

It proves our logic and the shape of our requests; it does not prove how Stripe behaves. It
was written from the library's types and general knowledge, without Stripe at hand: what is
invented or simplified is listed in docs/stripe-sandbox.md. It takes its own key only, never
moves money, and says so on every page.
"""
