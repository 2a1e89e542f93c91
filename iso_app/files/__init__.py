"""Files: content-addressed, written once, always downloaded through the policy of the record they belong to."""
