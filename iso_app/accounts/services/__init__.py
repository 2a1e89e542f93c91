"""Everything that changes people, posts, sessions and passwords."""

from iso_app.accounts.services.founding import create_first_admin
from iso_app.accounts.services.passwords import (
    change_password,
    make_one_time_link,
    prove,
    set_password,
    use_one_time_link,
)
from iso_app.accounts.services.people import (
    create_person,
    disable_person,
    edit_person,
    enable_person,
    engage,
)
from iso_app.accounts.services.posts import (
    appoint,
    appoint_to,
    create_post,
    edit_post,
    end_holding,
    end_post,
)
from iso_app.accounts.services.signing_in import (
    end_all_sessions,
    end_other_sessions,
    end_session,
    sign_in,
    sign_out,
    switch_post,
)

__all__ = [
    "appoint",
    "appoint_to",
    "change_password",
    "create_first_admin",
    "create_person",
    "create_post",
    "disable_person",
    "edit_person",
    "edit_post",
    "enable_person",
    "end_all_sessions",
    "end_holding",
    "end_other_sessions",
    "end_post",
    "end_session",
    "engage",
    "make_one_time_link",
    "prove",
    "set_password",
    "sign_in",
    "sign_out",
    "switch_post",
    "use_one_time_link",
]
