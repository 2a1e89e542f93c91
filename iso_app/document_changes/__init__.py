"""Change requests for documents, and their periodic review."""
