"""From outings to days: a day for every outing that every department can staff; no person is chosen."""
