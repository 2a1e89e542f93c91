"""Lists as somebody wants to see them again: filters, columns and order under a name of their own."""
