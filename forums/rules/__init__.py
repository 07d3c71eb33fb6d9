"""Who may do what in the forums.

- access: what one person may do · readership: which of many members may read a forum
- rights: the permission editor's rules in plain words
- trust: levels that members reach, what each allows, and whose posts wait for a moderator
"""
