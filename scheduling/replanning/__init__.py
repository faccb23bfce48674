"""Replanning: a published plan stays calm when the world changes. No event, SQL or clock; no person is chosen here but
by ticket (`domain.draw.replacing`)."""
