"""The web's part of the house: guard, forms, tables, pages, errors and headers, once for every feature."""
