"""Where a visitor is led after signing in."""

BEGIN = "/bat-dau"  # of a higher floor: one's work if there is any, else the home page


def entrance(following: str) -> str:
    """Where one comes to after signing in: the page one was on the way to, else where one's work begins."""
    return BEGIN if following == "/" else following
