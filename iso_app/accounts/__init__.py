"""People, the posts they hold between dates, how they sign in."""
