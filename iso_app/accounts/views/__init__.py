"""The pages about people: the way in, one's own account, the people and posts of an agency or a province."""

from iso_app.accounts.views import account, demands, deputies, factors, people, posts, signing_in, steps
from iso_app.core.dates import show_day, show_moment
from iso_app.core.roles import ROLE_LABELS

BLUEPRINTS = (signing_in.bp, people.bp, posts.bp)

for bp in BLUEPRINTS:
    bp.context_processor(
        lambda: {"show_day": show_day, "show_moment": show_moment, "role_labels": ROLE_LABELS}
    )

__all__ = ["BLUEPRINTS", "account", "demands", "deputies", "factors", "steps"]
