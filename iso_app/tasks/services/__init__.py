"""Everything that changes tasks and the province's calendar. Other features give tasks by `open_task`."""

from iso_app.tasks.services.acts import (
    Given,
    by_key,
    finish,
    give_task,
    hand_on,
    open_many,
    open_task,
    refuse,
    reopen,
    settle,
    withdraw,
)
from iso_app.tasks.services.calendar import (
    Terms,
    add_day,
    add_obligation,
    edit_obligation,
    remove_day,
    remove_own_date,
    set_own_date,
    take_public_holidays,
)
from iso_app.tasks.services.crowds import (
    ForPost,
    end_by_keys,
    open_each,
    open_for_posts,
    open_keys,
    withdraw_each,
)
from iso_app.tasks.services.extending import ask_extension, decide_extension, move_all
from iso_app.tasks.services.feeds import make_feed, revoke_feed
from iso_app.tasks.services.occurrences import JOB, ask_for_year, begin_run, make_batch, make_occurrences

__all__ = [
    "JOB",
    "ForPost",
    "Given",
    "Terms",
    "add_day",
    "add_obligation",
    "ask_extension",
    "ask_for_year",
    "begin_run",
    "by_key",
    "decide_extension",
    "edit_obligation",
    "end_by_keys",
    "finish",
    "give_task",
    "hand_on",
    "make_batch",
    "make_feed",
    "make_occurrences",
    "move_all",
    "open_each",
    "open_for_posts",
    "open_keys",
    "open_many",
    "open_task",
    "refuse",
    "remove_day",
    "remove_own_date",
    "reopen",
    "revoke_feed",
    "set_own_date",
    "settle",
    "take_public_holidays",
    "withdraw",
    "withdraw_each",
]
