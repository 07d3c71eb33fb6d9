"""What other rooms hear of accounts, within the transaction in which it happens."""

from django.dispatch import Signal

# ``user`` has another e-mail address. Receivers write rows or jobs, nothing else.
address_changed = Signal()
