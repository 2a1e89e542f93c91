"""A secretary brings in thirty files of a shelf: sent, previewed, stored in the background, one of them opened."""

from typing import Any

from tests.support.shelf import BASIS, listed, packed, real_shelf

SECRETARY = "thuky@snv.example"
OLD_WAY = "SNV."  # the codes on paper; the documents of the demonstration have theirs already


def sent() -> dict[str, Any]:
    """The ZIP with its list at the top."""
    files, lines = real_shelf()
    listing = listed([(OLD_WAY + code, *rest) for code, *rest in lines])
    content = packed({"Danh mục tài liệu.xlsx": listing} | files)
    return {"name": "Tài liệu đã ban hành.zip", "mimeType": "application/zip", "buffer": content}


def test_thirty_files_from_paper_to_the_list(later_visitor):
    secretary = later_visitor()
    secretary.sign_in(SECRETARY)
    secretary.open("Tài liệu nội bộ")
    secretary.open("Nhập tài liệu có sẵn")
    secretary.open("Tải tệp ZIP lên")
    secretary.page.get_by_label("Tệp ZIP").first.set_input_files(sent())
    secretary.have_done("Tải lên và kiểm tra")
    assert secretary.sees("Chưa lưu gì")
    assert secretary.sees(f"{OLD_WAY}QT-TTHC-08")
    secretary.have_done("Lưu 30 dòng")
    assert secretary.sees("Đã lưu")
    assert secretary.count("main tbody tr") == 30
    secretary.open(f"{OLD_WAY}QT-TTHC-07")
    assert secretary.sees("Đang hiệu lực")
    assert secretary.sees(BASIS)
