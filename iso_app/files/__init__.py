"""Files: content-addressed, written once, downloaded through the policy of the record they belong to."""
