"""Controlled documents: kinds, revisions, rounds of review, approval, the internal register, search in their text."""
