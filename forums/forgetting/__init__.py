"""What goes: a member's data when somebody leaves, and by itself what nobody needs.

- handing_over: what a member takes along · leaving → erasing: words blanked or cut out
- tidying: posts taken back a month ago, files nobody holds
"""
