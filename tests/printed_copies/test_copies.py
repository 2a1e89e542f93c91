"""Numbered copies and what their QR codes are answered."""

from collections.abc import Callable
from typing import Any

import pypdfium2 as pdfium
import pytest
import segno

from iso_app.accounts.sessions import digest
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.errors import NotFound, NotPermitted
from iso_app.db import db
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.printed_copies import policies, queries, services
from tests.printed_copies.conftest import ADDRESS
from tests.printing.test_pdf import fonts, pages

Make = Callable[..., Any]
DARK = 128


def qr_modules(content: bytes, size: int) -> list[list[int]]:
    """The QR code in the foot of the first page, module by module as it is drawn; `size` modules with no border."""
    page = pdfium.PdfDocument(content)[0]
    scale = 8
    picture = page.render(scale=scale, rev_byteorder=True)
    rows, stride, channels = bytes(picture.buffer), picture.stride, picture.n_channels

    def dark(x: float, y: float) -> bool:
        return rows[round(y) * stride + round(x) * channels] < DARK

    height, width = picture.height, picture.width
    left, right = 20 * scale, width // 3
    lines = [
        y for y in range(height - 110 * scale, height - 1) if any(dark(x, y) for x in range(left, right, 4))
    ]
    corner = min(x for y in lines[:: scale // 2] for x in range(left, right) if dark(x, y))
    # The finder pattern in the upper left corner begins with seven dark modules.
    top = next(
        y for y in lines if dark(corner + 2, y) and all(dark(corner + d, y + 2) for d in range(2, 20, 4))
    )
    end = next(x for x in range(corner + 2, right) if not dark(x, top + 3))
    module = (end - corner) / 7
    return [
        [int(dark(corner + (x + 0.5) * module, top + (y + 0.5) * module)) for x in range(size)]
        for y in range(size)
    ]


def test_a_copy_has_a_number_a_stamp_and_a_code(in_force: Make, printed: Make, tokens: list[str]) -> None:
    _, revision_id = in_force("QT-05")
    copy_id, content = printed(revision_id, holder="Văn phòng Sở")
    said = pages(content)
    assert all("BẢN KIỂM SOÁT Bản số 01" in page for page in said)
    assert all("Mã hiệu: QT-05" in page and "Lần ban hành: 01" in page for page in said)
    assert all(f"Ngày hiệu lực: {show_day(today())}" in page for page in said)
    assert [f"Trang: {n}/{len(said)}" in page for n, page in enumerate(said, start=1)] == [True] * len(said)
    assert "Người giữ: Văn phòng Sở" in said[0]
    expected = [
        [int(cell) for cell in row] for row in segno.make(ADDRESS + tokens[0], error="m", micro=False).matrix
    ]
    assert qr_modules(content, len(expected)) == expected
    assert {name.split("+")[-1].split("-")[0] for name in fonts(content)} == {"Tinos"}
    second, _ = printed(revision_id)
    assert second != copy_id


def test_numbers_run_for_each_revision(in_force: Make, printed: Make, acting: Any) -> None:
    _, revision_id = in_force("QT-05")
    _, other_id = in_force("QT-06")
    for of in (revision_id, revision_id, other_id):
        printed(of)
    with acting("snv.iso_secretary") as actor:
        first = queries.copies_of(documents.revision_read(actor, revision_id))
        other = queries.copies_of(documents.revision_read(actor, other_id))
        assert ([c.number for c in first], [c.number for c in other]) == ([2, 1], [1])


def test_who_signed_stands_in_the_box(in_force: Make, printed: Make) -> None:
    _, revision_id = in_force("QT-05")
    first = pages(printed(revision_id)[1])[0]
    assert "Soạn thảo Xem xét Phê duyệt" in first
    for name in ("Cán bộ, công chức SNV", "Thư ký ISO SNV", "Lãnh đạo SNV"):
        assert name in first
    assert first.count("Đã ký xác nhận") == 3
    assert "SỬA ĐỔI TÀI LIỆU" in first
    assert "MỤC LỤC" in first


def test_the_token_is_kept_as_digest_only(
    in_force: Make, printed: Make, tokens: list[str], acting: Any
) -> None:
    copy_id, _ = printed(in_force()[1])
    assert len(tokens[0]) >= 22  # 128 bits in base64
    with acting("snv.iso_secretary"):
        copy = queries.copy(copy_id)
        kept = {str(getattr(copy, column.key)) for column in copy.__table__.columns}
    assert digest(tokens[0]) in kept
    assert not any(tokens[0] in value for value in kept)


def test_the_code_says_in_force_then_not_and_nothing_more(
    in_force: Make, printed: Make, next_in_force: Make, tokens: list[str], browse: Any, words: Any
) -> None:
    document_id, revision_id = in_force("QT-05")
    printed(revision_id, holder="Phòng Kín")
    nobody = browse("")
    page = nobody.get(f"/ban-in/{tokens[0]}")
    assert page.h1.get_text(strip=True) == "Bản in này đang có hiệu lực"
    for secret in ("QT-05", "Quy trình", "Sở Nội vụ", "Phòng Kín", "Thư ký"):
        assert secret not in page.get_text()
    next_in_force(document_id)
    page = nobody.get(f"/ban-in/{tokens[0]}")
    assert page.h1.get_text(strip=True) == f"Bản in này đã hết hiệu lực từ {show_day(today())}"
    assert "QT-05" not in page.get_text()


def test_a_withdrawn_document_says_so(
    in_force: Make, printed: Make, acting: Any, tokens: list[str], browse: Any
) -> None:
    document_id, revision_id = in_force()
    printed(revision_id)
    with acting("snv.leader") as actor:
        document = documents.document(actor, document_id)
        document_services.withdraw_document(actor, document, reason="Không còn áp dụng")
    assert "đã hết hiệu lực từ" in browse("").get(f"/ban-in/{tokens[0]}").h1.get_text()


@pytest.mark.parametrize("token", ["A" * 22, "x", "Đ" * 300, "'--"])
def test_other_tokens_are_answered_alike(token: str, browse: Any, in_force: Make, printed: Make) -> None:
    printed(in_force()[1])
    page = browse("").get(f"/ban-in/{token}")
    assert page.h1.get_text(strip=True) == "Không có bản in nào với mã này"


def test_whoever_guesses_waits(browse: Any, in_force: Make, printed: Make, tokens: list[str]) -> None:
    printed(in_force()[1])
    nobody = browse("")
    answers = [nobody.client.get(f"/ban-in/guess-{n}").status_code for n in range(30)]
    assert answers[:20] == [200] * 20
    assert 429 in answers[20:]
    assert nobody.client.get(f"/ban-in/{tokens[0]}").status_code == 429


def test_guessing_does_not_delay_signing_in(browse: Any) -> None:
    nobody = browse("")
    for n in range(30):
        nobody.client.get(f"/ban-in/guess-{n}")
    assert nobody.client.get("/dang-nhap").status_code == 200
    from iso_app.accounts import attempts

    assert attempts.seconds_left("snv.leader@example.vn", "127.0.0.1") <= 0


def test_only_what_is_in_force_is_printed_under_control(
    submitted: Make, in_force: Make, next_in_force: Make, printed: Make, acting: Any
) -> None:
    _, waiting = submitted("QT-01")
    with pytest.raises(NotPermitted, match="chưa có hiệu lực"):
        printed(waiting)
    document_id, first = in_force("QT-02")
    copy_id, _ = printed(first)
    next_in_force(document_id)
    with pytest.raises(NotPermitted, match="hết hiệu lực"):
        printed(first)
    with acting("snv.iso_secretary") as actor:
        assert not policies.may_print_again(actor, queries.copy(copy_id))


@pytest.mark.parametrize("key", ["snv.staff", "snv.auditor", "tdc.leader", "tdc.province_admin"])
def test_others_do_not_print_under_control(key: str, in_force: Make, acting: Any, address_of: Any) -> None:
    _, revision_id = in_force()
    with acting(key) as actor:
        revision = documents.revision_read(actor, revision_id)
        with pytest.raises(NotPermitted):
            services.print_copy(actor, revision, address_of=address_of)


def test_another_agency_sees_no_copy(in_force: Make, printed: Make, acting: Any) -> None:
    copy_id, _ = printed(in_force()[1])
    with acting("xa.iso_secretary"), pytest.raises(NotFound):
        queries.copy(copy_id)
    with acting("kgtdc.leader"), pytest.raises(NotFound):
        queries.copy(copy_id)
    with acting("tdc.inspector"):
        assert queries.copy(copy_id).id == copy_id


def test_a_copy_stays_as_it_was(in_force: Make, printed: Make, acting: Any) -> None:
    copy_id, _ = printed(in_force()[1])
    with pytest.raises(Exception, match="written once"), acting("snv.iso_secretary"):
        db.session.execute(db.text(f"UPDATE printed_copy SET holder = 'x' WHERE id = {copy_id}"))
