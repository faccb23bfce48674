"""Visits of an area into outings: exact matchings, and checks split so that the visits pair well."""
