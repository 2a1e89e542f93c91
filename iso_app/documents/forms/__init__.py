"""The forms of documents, by what they are for."""
