"""Editions of the standard, their clauses in our own words, and the mappings between them."""
