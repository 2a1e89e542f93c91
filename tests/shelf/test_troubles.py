"""Why a list or a file could not be read: kept as a constant with its facts, said in the language of the reader."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from iso_app.core.policy import Sentence, kept, recalled
from iso_app.db import db
from iso_app.shelf import queries, services
from iso_app.shelf.models import LONGEST_TROUBLE, ShelfFile
from iso_app.shelf.reading import HEADS
from iso_app.shelf.workflow import ShelfState
from iso_app.web.languages import say
from tests.shelf.conftest import SECRETARY
from tests.support import shelf as made

GOOD = made.word("Quy trình tốt")
_BLANK = f"{','.join(HEADS.values())}\n,Quy trình,QT,,1,05/01/2020,,QĐ 1,\n".encode()
Look = Callable[..., int]


def in_english(browse: Any, address: str) -> str:
    page = browse(SECRETARY)
    page.client.set_cookie("locale", "en")
    return str(page.get(address).get_text(" ", strip=True))


def test_a_sentence_is_kept_with_the_sentences_inside_it(app: Flask) -> None:
    why = Sentence(
        "Không có cột {names}, hoặc cột này trống ở mọi dòng; hãy dùng danh mục mẫu.", names="“{x}”"
    )
    whole = Sentence("Tệp “{name}”: {why}", name="a {b}.csv", why=why)
    again = recalled(kept(whole))
    assert again == whole
    with app.test_request_context(headers={"Cookie": "locale=en"}):
        assert say(again) == say(whole)
        assert say(again).startswith("File “a {b}.csv”: There is no column “{x}”")
    assert (kept(""), kept("Câu đã xong."), kept(Sentence(""))) == ({}, {}, {})


@pytest.mark.parametrize(
    ("files", "vietnamese", "english"),
    [
        (
            {"Danh mục.csv": _BLANK, "a.docx": GOOD},
            "Tệp “Danh mục.csv”: Không có cột “Mã hiệu”",
            "File “Danh mục.csv”: There is no column “Mã hiệu”",
        ),
        (
            {
                "Danh mục 1.xlsx": made.listed([made.line("QT-01", "a.docx")]),
                "Danh mục 2.xlsx": made.listed([made.line("QT-02", "a.docx")]),
                "a.docx": GOOD,
            },
            "Có 2 tệp giống danh mục",
            "2 files look like the list",
        ),
        (
            {"Danh mục.csv": b"Ma,Ten\nx,y\n", "a.docx": GOOD},
            "Tệp “Danh mục.csv”: Dòng đầu phải là tên các cột: Mã hiệu",
            "File “Danh mục.csv”: The first line has to be the names of the columns: Mã hiệu",
        ),
        (
            {"Danh mục.xlsx": b"%PDF-1.7", "a.docx": GOOD},
            "Tệp “Danh mục.xlsx”: Đây là tệp PDF; chỉ nhận tệp Excel",
            "File “Danh mục.xlsx”: This is a PDF; only Excel files",
        ),
        ({"a.docx": GOOD}, "Không thấy danh mục (.xlsx, .csv)", "There is no list (.xlsx, .csv)"),
    ],
)
def test_why_there_is_no_list_is_said_in_the_readers_language(
    look: Look, shelf_of: Any, browse: Any, files: dict[str, bytes], vietnamese: str, english: str
) -> None:
    shelf_id = look(made.packed(files))
    shelf = shelf_of(shelf_id)
    assert shelf.state is ShelfState.LIST_WANTED
    assert shelf.trouble.startswith(vietnamese), "the trail and old readers find it in Vietnamese"
    address = f"/nhap-tai-lieu/{shelf_id}"
    assert vietnamese in browse(SECRETARY).get(address).get_text(" ", strip=True)
    assert english in in_english(browse, address)


def test_what_was_kept_before_is_shown_as_it_is(look: Look, acting: Any, browse: Any, shelf_of: Any) -> None:
    shelf_id = look(made.packed({"a.docx": GOOD}))
    old = "Tệp “{cũ}.xlsx”: câu đã lưu từ trước."
    with acting(SECRETARY):
        before = text("UPDATE shelf SET trouble = :old, trouble_said = '{}' WHERE id = :id")
        db.session.execute(before, {"old": old, "id": shelf_id})
    assert shelf_of(shelf_id).why == old
    address = f"/nhap-tai-lieu/{shelf_id}"
    assert old in browse(SECRETARY).get(address).get_text(" ", strip=True)
    assert old in in_english(browse, address)


def test_a_faulty_cell_and_the_notes_are_said_in_the_readers_language(
    look: Look, shelf_of: Any, browse: Any, acting: Any
) -> None:
    head = ",".join((*HEADS.values(), "Cột lạ"))
    lines = (
        ",QT-01,Một,Quy trình,,1,31/02/2020,,QĐ 1,a.docx,x",
        ",QT-02,Hai,Quy trình,,1,05/01/2020,,QĐ 1,a.docx,",
    )
    content = "\n".join((head, *(line.removeprefix(",") for line in lines), "a,b")).encode()
    shelf_id = look(made.packed({"Danh mục.csv": content, "a.docx": GOOD}))
    address = f"/nhap-tai-lieu/{shelf_id}"
    shelf = shelf_of(shelf_id)
    assert shelf.notes == ["Bỏ qua các cột không dùng: “Cột lạ”."], "as the trail has it"
    assert shelf.notes[0] in browse(SECRETARY).get(address).get_text(" ", strip=True)
    page = in_english(browse, f"{address}?verdict=wrong")
    assert "Columns that are not used were left aside: “Cột lạ”." in page
    assert "There is no day 31/02/2020." in page
    assert "The line has 2 cells, the line of column names 10" in page
    with acting(SECRETARY):
        before = text("UPDATE shelf SET notes = :old, notes_said = '[]' WHERE id = :id")
        db.session.execute(before, {"old": '["Câu {cũ}."]', "id": shelf_id})
    assert "Câu {cũ}." in in_english(browse, address)


def test_another_list_forgets_the_trouble(look: Look, acting: Any, shelf_of: Any) -> None:
    shelf_id = look(made.packed({"biểu.xlsx": made.excel([["TT"], [1]]), "a.docx": GOOD}))
    with acting(SECRETARY) as actor:
        services.choose_list(actor, queries.shelf(shelf_id), member="biểu.xlsx")
    shelf = shelf_of(shelf_id)
    assert (shelf.trouble, shelf.trouble_said, shelf.why) == ("", {}, "")


def test_why_a_file_cannot_be_kept_is_said_in_the_readers_language(
    look: Look, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iso_app.shelf.services import looking

    monkeypatch.setattr(looking, "LARGEST_FILE", 3_000_000)
    files = {"Danh mục.xlsx": made.listed([made.line("QT-01", "to.docx")]), "to.docx": os.urandom(3_500_000)}
    address = f"/nhap-tai-lieu/{look(made.packed(files))}"
    assert "Tệp lớn hơn 3 MB" in browse(SECRETARY).get(address).get_text(" ", strip=True)
    assert "larger than 3 MB" in in_english(browse, address)


def test_a_very_long_sentence_fits(app: Flask) -> None:
    file = ShelfFile()
    file.trouble_with(Sentence("Tệp “{name}”: {why}", name="a" * 600, why=""))
    assert len(file.trouble) == LONGEST_TROUBLE
    assert str(file.why).endswith(": ")
