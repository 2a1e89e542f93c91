"""Báo cáo định kỳ: tables that each agency fills in for a period and the authority accepts or returns."""
