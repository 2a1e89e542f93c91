"""Everything that changes what was decided of documents of agencies that are no more."""

from iso_app.inheritance.services.deciding import decline, take_back, take_over
from iso_app.inheritance.services.following import came_into_force, given_up
from iso_app.inheritance.services.tasking import ask_all

__all__ = ["ask_all", "came_into_force", "decline", "given_up", "take_back", "take_over"]
