"""Inspections of the agencies by the provincial authority."""
