"""What an auditor reads: the log as it was recorded, and why a visit is as it is."""
