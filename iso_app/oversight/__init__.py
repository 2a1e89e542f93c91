"""The log of what the authority read of each agency, open to that agency."""
