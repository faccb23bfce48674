"""Decides: merges checks into visits, groups visits into outings, finds days for them.

Sees no event, SQL, HTTP or clock.
"""
