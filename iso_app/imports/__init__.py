"""Bringing in an officer's files: preview, then one transaction, every fact pointing to its line."""
