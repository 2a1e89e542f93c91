"""Bảng theo dõi: agencies and their obligations of a year, as figures, pictures and evidence."""
