"""The pages of printed copies, of certificates, and the public one that a QR code opens."""

from iso_app.core.dates import show_day, show_moment
from iso_app.printed_copies.views import certificates, copies, public

BLUEPRINTS = (copies.bp, certificates.bp, public.bp)

_WORDS = {"show_day": show_day, "show_moment": show_moment}

for bp in BLUEPRINTS:
    bp.context_processor(lambda: _WORDS)
