"""What is remembered: aggregates with histories of their own, in the trade's words.

A registry event answers `entry()`, a (kind, id, facts) triple that says how the event leaves its row of the registry;
any other event has no such method.
"""
