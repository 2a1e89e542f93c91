"""The house of the access matrix, here as well."""

from tests.trust.house import house

__all__ = ["house"]
