"""Hồ sơ: the kinds of evidence an agency keeps, for how long, and how they are disposed of."""
