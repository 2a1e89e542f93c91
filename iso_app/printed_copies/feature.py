"""Printed copies: header, footer, stamp and QR code; signatures by certificate, made here, made outside, or found."""

from iso_app.documents.policies import READ as READ_DOCUMENTS
from iso_app.printed_copies import panels, policies
from iso_app.printed_copies.kinds import PURPOSE_LABELS, WAY_LABELS
from iso_app.printed_copies.views import BLUEPRINTS
from iso_app.trail import words
from iso_app.web.feature import DOCUMENTS, Feature, MenuItem, Panel

words.add(
    verbs={
        "printed_copy.made": "In {label}, bản số {number}",
        "signed_copy.kept": "Lưu bản ký của {label}, người ký: {signer}",
        "agency_certificate.added": "Tải lên chứng thư “{label}”",
        "agency_certificate.removed": "Gỡ chứng thư “{label}” và xóa khóa ký",
    },
    labels={
        "added_at": "Tải lên lúc",
        "added_by": "Người tải lên",
        "claimed_at": "Giờ ký ghi trong chữ ký",
        "signed_copy.copy_id": "Bản in",
        "agency_certificate.fingerprint": "Dấu vân chứng thư",
        "printed_copy.holder": "Người giữ",
        "is_self_issued": "Tự cấp",
        "is_trusted": "Kiểm được chuỗi chứng thư",
        "issuer": "Nơi cấp",
        "kept_at": "Lưu lúc",
        "kept_by": "Người lưu",
        "kept_by_id": "Người lưu",
        "printed_at": "In lúc",
        "printed_by": "Người in",
        "printed_by_id": "Người in",
        "printed_copy.number": "Bản số",
        "printed_copy.purpose": "Loại bản",
        "removed_at": "Gỡ lúc",
        "removed_by": "Người gỡ",
        "revision_id": "Lần ban hành",
        "agency_certificate.secret": "Khóa (đã niêm phong)",
        "serial": "Số chứng thư",
        "signed_copy.signer": "Người ký",
        "agency_certificate.subject": "Tên trên chứng thư",
        "printed_copy.token_digest": "Mã QR (đã băm)",
        "signed_copy.way": "Cách ký",
    },
    values=(PURPOSE_LABELS, WAY_LABELS),
)

FEATURE = Feature(
    name="printed_copies",
    label="Bản in tài liệu",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem("Sổ bản in", "printed_copies.index", "printer", policies.READ, DOCUMENTS, order=14),
        MenuItem(
            "Chứng thư số", "certificates.index", "key-round", policies.KEEP_CERTIFICATE, DOCUMENTS, order=19
        ),
    ),
    panels=(Panel("documents.revision", READ_DOCUMENTS, panels.on_revision, order=60),),
)
