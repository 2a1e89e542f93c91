"""Everything that changes people, posts, sessions and passwords."""

from iso_app.accounts.services.delegating import delegate, end_delegation
from iso_app.accounts.services.demanding import demand_second_factor, end_demand
from iso_app.accounts.services.founding import create_first_admin
from iso_app.accounts.services.keeping import (
    add_passkey,
    confirm_notices,
    passkey_challenge,
    remove_passkey,
    remove_totp,
    renew_codes,
    reset_second_factor,
    set_up_totp,
)
from iso_app.accounts.services.passwords import (
    change_password,
    make_one_time_link,
    prove,
    prove_to_sign,
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
from iso_app.accounts.services.steps import (
    challenge,
    pass_with_code,
    pass_with_passkey,
    postpone,
    set_up_challenge,
    set_up_in_step,
    set_up_passkey_in_step,
    waiting,
)

__all__ = [
    "add_passkey",
    "appoint",
    "appoint_to",
    "challenge",
    "change_password",
    "confirm_notices",
    "create_first_admin",
    "create_person",
    "create_post",
    "delegate",
    "demand_second_factor",
    "disable_person",
    "edit_person",
    "edit_post",
    "enable_person",
    "end_all_sessions",
    "end_delegation",
    "end_demand",
    "end_holding",
    "end_other_sessions",
    "end_post",
    "end_session",
    "engage",
    "make_one_time_link",
    "pass_with_code",
    "pass_with_passkey",
    "passkey_challenge",
    "postpone",
    "prove",
    "prove_to_sign",
    "remove_passkey",
    "remove_totp",
    "renew_codes",
    "reset_second_factor",
    "set_password",
    "set_up_challenge",
    "set_up_in_step",
    "set_up_passkey_in_step",
    "set_up_totp",
    "sign_in",
    "sign_out",
    "switch_post",
    "use_one_time_link",
    "waiting",
]
