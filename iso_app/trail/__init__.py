"""Who did what to which record, when and why: written in the transaction of the change, chained by hashes."""
