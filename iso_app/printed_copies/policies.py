"""Who prints copies, signs with the agency's certificate, keeps it. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import EVERY_ROLE, Permission, Role
from iso_app.documents.models import Revision
from iso_app.documents.workflow import RevisionState
from iso_app.printed_copies.models import AgencyCertificate, PrintedCopy

_KEEPERS = frozenset({Role.ISO_SECRETARY, Role.LEADER})
READ = Permission("printed-copies:read", "Xem sổ bản in tài liệu", EVERY_ROLE - {Role.STAFF})
PRINT = Permission("printed-copies:print", "In bản kiểm soát của tài liệu", _KEEPERS)
SIGN = Permission("printed-copies:sign", "Ký tài liệu bằng chứng thư của cơ quan", _KEEPERS)
KEEP_CERTIFICATE = Permission("printed-copies:certificate", "Quản lý chứng thư số của cơ quan", _KEEPERS)
ALL = (READ, PRINT, SIGN, KEEP_CERTIFICATE)


def may_print(actor: Actor, revision: Revision) -> Verdict:
    """A numbered copy under control: of what is in force only."""
    return actor.holds_in(PRINT, revision.agency_id) and is_in_force(revision)


def may_sign(actor: Actor, revision: Revision) -> Verdict:
    """Sign what is in force, here or outside."""
    return actor.holds_in(SIGN, revision.agency_id) and is_in_force(revision)


def may_print_again(actor: Actor, copy: PrintedCopy) -> Verdict:
    """Take the file of a copy once more: a stamp "BẢN KIỂM SOÁT" is given to nobody after the revision has ended."""
    held = actor.holds(READ)
    if not held or copy.to_be_signed:
        return held
    return is_in_force(copy.revision)


def may_bring_signed(actor: Actor, copy: PrintedCopy) -> Verdict:
    """Bring back the file of a copy, signed outside."""
    if not copy.to_be_signed:
        return deny("Bản này in để giữ trên giấy, không đưa ra ký bằng chứng thư.")
    return may_sign(actor, copy.revision)


def may_keep_certificate(actor: Actor, agency_id: int | None) -> Verdict:
    """Take in or remove the agency's certificate."""
    if agency_id is None:
        return deny("Chứng thư thuộc về một cơ quan; hãy chọn vị trí trong cơ quan.")
    return actor.holds_in(KEEP_CERTIFICATE, agency_id)


def may_use(certificate: AgencyCertificate | None) -> Verdict:
    """Whether the agency's certificate signs today."""
    if certificate is None:
        return deny(
            "Cơ quan chưa tải chứng thư số lên; hãy tải lên, hoặc ký bên ngoài rồi tải tệp đã ký lên."
        )
    if not certificate.is_valid_now:
        return deny("Chứng thư của cơ quan chưa đến hạn dùng hoặc đã hết hạn.")
    return ALLOWED


def is_in_force(revision: Revision) -> Verdict:
    """Only what is in force is printed under control or signed."""
    if revision.state is RevisionState.EFFECTIVE:
        return ALLOWED
    if revision.was_in_force:
        return deny("Lần ban hành này đã hết hiệu lực; chỉ in được bản đọc có dấu HẾT HIỆU LỰC.")
    return deny("Lần ban hành này chưa có hiệu lực; chỉ in được bản đọc.")
