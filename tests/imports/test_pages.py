"""Bringing a file in by hand: what is wrong is said where it stands, and nothing is half stored."""

import io
import unicodedata
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from iso_app.accounts import services as accounts
from iso_app.accounts.models import Person
from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.files.models import StoredFile
from iso_app.imports import queries as import_queries
from iso_app.imports.models import ImportBatch, ImportLine, ImportState
from iso_app.jobs import worker
from iso_app.sheets import read
from tests.agencies.rosters import HEADS, ROOT, ROSTER, as_csv, as_xlsx, row

ADMIN = "tdc.province_admin"


def count(model):
    with whole_country():
        return db.session.scalar(select(func.count()).select_from(model))


def send(browser, content, name="co-quan.csv", *, expect=302):
    sent = {"file": (io.BytesIO(content), name)}
    return browser.post("/nhap/tep", expect, files=sent, kind="co-quan")


def batch_url(browser):
    with whole_country():
        return f"/nhap/{db.session.scalar(select(func.max(ImportBatch.id)))}"


def test_a_file_is_seen_before_it_is_stored(world, browse):
    browser = browse(ADMIN)
    before = count(Agency)
    send(browser, as_csv())
    page = browser.get(batch_url(browser))
    assert [a.get_text(" ", strip=True) for a in page.select(".tabs a")] == [
        "Mới 3", "Thay đổi 1", "Không đổi 0", "Sai 0",
    ]  # fmt: skip
    assert "Sở Nội vụ" in page.find("main").get_text()
    assert count(Agency) == before
    page = browser.get(batch_url(browser) + "?xem=new")
    assert "UBND huyện Kế Sách" in page.find("main").get_text()
    stored = browser.follow(batch_url(browser) + "/luu")
    assert "Đã lưu: 3 dòng mới, 1 dòng thay đổi." in stored.get_text()
    assert count(Agency) == before + 3


def test_old_and_new_stand_side_by_side(world, browse):
    browser = browse(ADMIN)
    send(browser, as_csv([row("ST-SNV", "Sở Nội vụ và Dân tộc", "", short="SNV")]))
    page = browser.get(batch_url(browser))
    assert "trước: Sở Nội vụ" in page.find("del").get_text(" ", strip=True)
    assert "sau: Sở Nội vụ và Dân tộc" in page.find("ins").get_text(" ", strip=True)


def test_good_rows_alone_are_a_choice(world, browse):
    browser = browse(ADMIN)
    send(browser, as_csv([ROOT, row("ST-A", since="31/02/2021"), row("ST-B", parent="ST-KHONG")]))
    page = browser.get(batch_url(browser))
    assert "31/02/2021" in page.find("main").get_text()
    assert "Chỉ lưu dòng đúng" in page.get_text()
    assert "Lưu tất cả" not in page.get_text()
    refused = browser.post(batch_url(browser) + "/luu", 422)
    assert "2 dòng sai" in refused.get_text()
    browser.post(batch_url(browser) + "/luu", good_rows_only="1")
    with whole_country():
        batch = db.session.scalars(select(ImportBatch)).one()
        assert (batch.good_rows_only, batch.counts) == (True, {"new": 1, "changed": 0, "same": 0, "wrong": 2})
        assert agencies.by_code("ST-UBND") is not None
        assert agencies.by_code("ST-A") is None
    assert "bị bỏ qua" in browser.get(batch_url(browser)).get_text()


def test_a_file_may_be_put_aside(world, browse):
    browser = browse(ADMIN)
    send(browser, as_csv())
    url = batch_url(browser)
    assert "không lưu gì" in browser.follow(f"{url}/bo").get_text()
    browser.post(f"{url}/luu", 403)
    browser.get(url)
    with whole_country():
        assert db.session.scalars(select(ImportBatch.state)).one() is ImportState.DISCARDED
    assert count(ImportLine) == 0


def test_the_file_itself_is_kept_for_those_who_may(world, browse):
    browser = browse(ADMIN)
    send(browser, as_csv(), "Danh sách cơ quan.csv")
    url = batch_url(browser) + "/tep"
    response = browser.client.get(url)
    assert response.data == as_csv()
    assert response.headers["Content-Disposition"].startswith("attachment")
    browse("kgtdc.province_admin").get(url, 404)
    browse("snv.iso_secretary").get(url, 403)


def test_a_line_shows_what_stood_in_the_file(world, browse):
    browser = browse(ADMIN)
    send(browser, as_csv())
    url = batch_url(browser)
    browser.post(f"{url}/luu")
    page = browser.get(f"{url}/dong/5")
    assert "Sở Nội vụ" in page.find("table").get_text()
    assert "Quản trị tỉnh TDC" in page.get_text()
    own = browse("snv.staff").get(f"{url}/dong/5")
    assert "Quản trị tỉnh TDC" not in own.get_text()
    browse("xa.staff").get(f"{url}/dong/5", 404)
    browse("kgtdc.inspector").get(f"{url}/dong/5", 404)
    browser.get(f"{url}/dong/99", 404)
    assert f"{url}/dong/5" in {a.get("href") for a in browser.get("/co-quan/ST-SNV").find_all("a")}


@pytest.mark.parametrize("key", ["tdc.province_admin", "tdc.inspector", "tdc.leader"])
def test_the_list_of_files(key, world, browse):
    page = browse(key).get("/nhap")
    assert "Chưa nhập tệp nào" in page.get_text()
    send(browse(ADMIN), as_csv())
    page = browse(key).get("/nhap")
    assert "co-quan.csv" in page.find("table").get_text()
    assert browse("kgtdc.leader").get("/nhap").find("table") is None


def test_a_leader_sees_that_a_file_waits(world, browse):
    send(browse(ADMIN), as_csv())
    leader = browse("tdc.leader")
    page = leader.get(batch_url(leader))
    assert "Chờ lưu" in page.find("main").get_text()
    assert "Lưu tất cả" not in page.get_text()
    leader.post(batch_url(leader) + "/luu", 403)


@pytest.mark.parametrize("key", ["snv.iso_secretary", "snv.leader", "xa.staff", "xa.auditor"])
def test_agencies_bring_nothing_in(key, world, browse):
    browser = browse(key)
    browser.get("/nhap", 403)
    browser.get("/nhap/tep", 403)
    send(browser, as_csv(), expect=403)
    assert count(ImportBatch) == 0


def test_a_foreign_batch_is_not_there(world, browse):
    send(browse(ADMIN), as_csv())
    foreign = browse("kgtdc.province_admin")
    url = batch_url(foreign)
    foreign.get(url, 404)
    foreign.post(f"{url}/luu", 404)
    foreign.post(f"{url}/bo", 404)


def test_the_blank_form_reads_back(world, browse):
    from iso_app.agencies.sheets import SHEET

    response = browse(ADMIN).client.get("/nhap/mau/co-quan")
    assert response.status_code == 200
    assert read(SHEET, response.data, "mau.xlsx").ok
    browse(ADMIN).get("/nhap/mau/khong-co", 404)


# -- bad input -----------------------------------------------------------------------------------------------


def with_formula():
    book = Workbook()
    book.active.append(list(HEADS))
    book.active.append(ROOT)
    book.active.append(row("ST-A", '=HYPERLINK("http://x","y")'))
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def far_below():
    book = Workbook()
    book.active.append(list(HEADS))
    book.active.append(ROOT)
    book.active.cell(row=1_048_576, column=1).value = " "
    return saved(book)


def windows_1258():
    """As old Excel writes it: the marks of tones stand behind their letters."""
    return "".join(_for_1258(letter) for letter in as_csv().decode("utf-8-sig")).encode("cp1258")


def _for_1258(letter):
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = [mark for mark in marks if mark not in tones]
        return unicodedata.normalize("NFC", base + "".join(rest)) + "".join(tones)
    return letter


def bomb():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx())) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, b" " * 300_000_000 if name.endswith("sheet1.xml") else good.read(name))
    return out.getvalue()


WHOLE_FILE = {
    "empty": (b"", "co-quan.csv", "Tệp trống"),
    "only heads": (as_csv([]), "co-quan.csv", "điền dữ liệu"),
    "wrong heads": (as_csv(heads=("A", "B", "C", "D", "E", "F", "G", "H", "I")), "co-quan.csv", "Mã cơ quan"),
    "a head missing": (as_csv(heads=("Ma so", *HEADS[1:])), "co-quan.csv", "Thiếu cột “Mã cơ quan”"),
    "macros": (as_xlsx(), "co-quan.xlsm", "macro"),
    "a bomb": (bomb(), "co-quan.xlsx", "co-quan.xlsx"),
    "a blank in the last of a million rows": (far_below(), "co-quan.xlsx", "50.000 dòng"),
    "Windows-1258": (windows_1258(), "co-quan.csv", "CSV UTF-8"),
    "not a workbook": (b"\x00\x01\x02\x03", "co-quan.xlsx", "Excel"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "co-quan.csv", "PNG"),
}


@pytest.mark.parametrize("case", WHOLE_FILE)
def test_a_file_that_cannot_be_read_is_answered_at_once(case, world, browse):
    content, name, words = WHOLE_FILE[case]
    browser = browse(ADMIN)
    page = send(browser, content, name, expect=422)
    if case == "a bomb":
        assert page.select(".table tbody tr")
    else:
        assert words in page.find("main").get_text()
    assert (count(ImportBatch), count(StoredFile), count(ImportLine)) == (0, 0, 0)
    browser.get("/nhap")


LINES = {
    "duplicate codes": ([ROOT, row("ST-A"), row("st-a")], 4, "Mã cơ quan", "trùng"),
    "unknown parent": ([ROOT, row("ST-A", parent="ST-NOBODY")], 3, "Mã cơ quan cấp trên", "ST-NOBODY"),
    "a circle": (
        [ROOT, row("ST-A", parent="ST-B"), row("ST-B", parent="ST-A")], 3, "Mã cơ quan cấp trên", "vòng",
    ),
    "31/02": ([ROOT, row("ST-A", since="31/02/2021")], 3, "Hiệu lực từ", "31/02/2021"),
    "the year 20221": ([ROOT, row("ST-A", since="01/01/20221")], 3, "Hiệu lực từ", "01/01/20221"),
}  # fmt: skip


@pytest.mark.parametrize("case", LINES)
@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_a_bad_line_says_where_and_what(case, make, world, browse):
    rows, line, column, words = LINES[case]
    browser = browse(ADMIN)
    before = count(Agency)
    send(browser, make(rows), "co-quan.csv" if make is as_csv else "co-quan.xlsx")
    page = browser.get(batch_url(browser) + "?xem=wrong")
    cells = [" ".join(tr.get_text(" ", strip=True).split()) for tr in page.select("tbody tr")]
    assert any(f"Dòng {line}" in text and column in text and words in text for text in cells), cells
    browser.post(batch_url(browser) + "/luu", 422)
    assert (count(Agency), count(ImportLine)) == (before, 0)


IN_ENGLISH = [
    ([ROOT, row("ST-A"), row("st-a")], "Line 4 repeats line 3; keep one of the two lines only."),
    ([ROOT, row("ST-A", parent="ST-B"), row("ST-B", parent="ST-A")], "The agencies above go in a circle: ST-A → ST-B"),
    ([ROOT, row("ST-A", since="31/02/2021")], "There is no day 31/02/2021."),
    ([ROOT, row("ST-A", applies="có lẽ")], "Write exactly one of these words: Có"),
    ([ROOT, row("ST-A", since="05/01/2021", until="04/01/2021")], "The end day has to be the first day, 05/01/2021"),
    ([ROOT, row("ST-A", since="")], "May not be blank."),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "said"), IN_ENGLISH)
def test_a_bad_cell_and_the_notes_are_said_in_the_readers_language(rows, said, world, browse):
    browser = browse(ADMIN)
    content = as_csv([[*line, "gì đó"] for line in rows], heads=(*HEADS, "Ghi chú riêng"))
    send(browser, content)
    browser.client.set_cookie("locale", "en")
    page = browser.get(batch_url(browser) + "?xem=wrong").find("main").get_text()
    assert said in page
    assert "Columns that are not used were left aside: “Ghi chú riêng”." in page


def test_a_formula_is_never_taken_for_a_name(world, browse):
    browser = browse(ADMIN)
    send(browser, with_formula(), "co-quan.xlsx")
    page = browser.get(batch_url(browser) + "?xem=wrong")
    assert "công thức" in page.find("main").get_text()


def test_a_file_of_50_mb_is_refused_and_the_server_stays_up(world, browse):
    browser = browse(ADMIN)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = head + b"x" * 50_000_000 + b"\r\n--x--\r\n"
    refused = browser.client.post("/nhap/tep", data=body, content_type="multipart/form-data; boundary=x")
    assert refused.status_code == 413
    assert "20 MB" in refused.text
    browser.get("/nhap/tep")
    assert count(ImportBatch) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_as_programs_write_them(encoding, world, browse):
    browser = browse(ADMIN)
    send(browser, as_csv([ROOT, row("ST-SYT", "Sở Y tế")], encoding=encoding))
    browser.post(batch_url(browser) + "/luu")
    with whole_country():
        assert agencies.by_code("ST-SYT").name == "Sở Y tế"


def test_taken_apart_letters_are_put_together(world, browse):
    browser = browse(ADMIN)
    send(browser, unicodedata.normalize("NFD", as_csv().decode("utf-8-sig")).encode())
    browser.post(batch_url(browser) + "/luu")
    with whole_country():
        assert agencies.by_code("ST-KS").name == "UBND huyện Kế Sách"


def test_a_name_like_a_formula_is_harmless_text(world, browse):
    browser = browse(ADMIN)
    send(browser, as_csv([ROOT, row("ST-A", "=1+1 <script>alert(1)</script>")]))
    browser.post(batch_url(browser) + "/luu")
    page = browser.get("/co-quan/ST-A")
    assert "=1+1 <script>" in page.h1.get_text()
    assert not [tag for tag in page.find_all("script") if "alert" in tag.get_text()]
    table = browser.client.get("/co-quan?export=csv").text
    assert "'=1+1" in table


def test_empty_rows_below_the_table_are_nothing(world, browse):
    book = Workbook()
    book.active.append(list(HEADS))
    for cells in ROSTER:
        book.active.append(cells)
    book.active.cell(row=1_048_576, column=1).number_format = "0.00"
    browser = browse(ADMIN)
    send(browser, saved(book), "co-quan.xlsx")
    page = browser.get(batch_url(browser))
    assert "Mới 3" in page.select_one(".tabs").get_text(" ", strip=True)


def test_days_of_excel_are_days(world, browse):
    cells = [*row("ST-A")]
    cells[7] = date(2011, 2, 3)
    book = Workbook()
    book.active.append(list(HEADS))
    book.active.append(ROOT)
    book.active.append(cells)
    browser = browse(ADMIN)
    send(browser, saved(book), "co-quan.xlsx")
    browser.post(batch_url(browser) + "/luu")
    with whole_country():
        assert agencies.by_code("ST-A").valid_from == date(2011, 2, 3)


def _work_off(app):
    worker.work_off(app)
    db.session.remove()  # what was read before shows the database as it was then


def test_a_large_file_is_stored_in_the_background(app, world, browse, monkeypatch):
    monkeypatch.setattr(import_queries, "LARGE", 2)
    browser = browse(ADMIN)
    before = count(Agency)
    send(browser, as_csv())
    url = batch_url(browser)
    first = browser.client.post(f"{url}/luu").location
    assert first.startswith("/cong-viec/")
    assert browser.client.post(f"{url}/luu").location == first, "pressed twice it is the same work"
    assert browser.client.get(url).location == first, "the file leads to its work"
    assert "Bạn có thể rời trang này" in browser.get(first).get_text()
    assert count(Agency) == before
    _work_off(app)
    assert count(Agency) == before + 3
    page = browser.get(first)
    assert page.select_one(".lead .btn-primary")["href"] == url
    assert "Đã xong: Lưu tệp “co-quan.csv”." in browser.get("/thong-bao").get_text()


def test_a_large_file_of_who_lost_the_post_is_not_stored(app, world, browse, acting, monkeypatch):
    monkeypatch.setattr(import_queries, "LARGE", 2)
    browser = browse("tdc.inspector")
    before = count(Agency)
    send(browser, as_csv())
    url = batch_url(browser)
    asked = browser.client.post(f"{url}/luu").location
    with acting(ADMIN) as admin:
        accounts.disable_person(admin, db.session.get_one(Person, world.person["tdc.inspector"]))
    _work_off(app)
    assert count(Agency) == before
    seen = browse(ADMIN)
    assert "không còn hoạt động" in seen.get(asked).get_text()
    again = seen.client.post(f"{url}/luu").location
    assert again != asked, "after a failure it is asked for anew"
    _work_off(app)
    assert count(Agency) == before + 3
