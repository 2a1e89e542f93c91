"""What an agency did in a year, as facts with evidence; the measures that reports count."""
