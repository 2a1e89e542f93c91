"""Everything that changes periodic reports: forms, periods, filling in, deciding."""
