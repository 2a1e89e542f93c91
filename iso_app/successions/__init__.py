"""Reorganisations: the dated acts by which agencies end, begin and go over into one another."""
