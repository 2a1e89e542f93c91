"""A file with wrong lines: each is told with its place and the way to mend it; nothing is stored unasked."""

OFFICER = "chuyenvien@soctrang.example"
HEADS = (
    "Năm,Mã cơ quan,Hình thức kiểm tra,Ngày kiểm tra,Kết luận,"
    "Số điểm lưu ý,Số điểm không phù hợp,Nội dung ghi nhận"
)
LINES = """
2021,ST-SNV,Tại trụ sở,31/02/2021,Tuân thủ,0,0,
2021,ST-KHONGCO,Tại trụ sở,20/10/2021,Tuân thủ,0,0,
2021,ST-STP,Tại trụ sở,20/10/2021,Tuân thủ,nhiều,0,
2021,ST-VPUBND,Tại trụ sở,20/10/2021,Tuân thủ,4,0,Dòng đúng duy nhất
"""
FILE = {"name": "kiem-tra-sai.csv", "mimeType": "text/csv", "buffer": (HEADS + LINES).encode()}
NO_WORKBOOK = {"name": "kiem-tra.xlsx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 no workbook"}
EMPTY = {"name": "rong.csv", "mimeType": "text/csv", "buffer": b""}
WRONG = (
    ("Dòng 2", "Ngày kiểm tra", "31/02/2021"),
    ("Dòng 3", "Mã cơ quan", "ST-KHONGCO"),
    ("Dòng 4", "Số điểm lưu ý", "nhiều"),
)


def bring(officer, file, expect: int = 200) -> None:
    officer.go("/nhap/tep")
    officer.choose("Loại tệp", "Kết quả kiểm tra")
    officer.attach(file)
    officer.press("Xem trước", expect)


def test_wrong_lines_are_shown_and_only_good_ones_stored(soc_trang_visitor):
    officer = soc_trang_visitor()
    officer.sign_in(OFFICER)
    bring(officer, FILE)
    assert officer.sees("Có 3 dòng sai.")
    rows = officer.page.locator("main tbody tr")
    for place, (line, column, value) in enumerate(WRONG):
        told = rows.nth(place).inner_text()
        assert line in told
        assert column in told
        assert value in told
        assert rows.nth(place).locator("td").last.inner_text().strip(), "no advice"
    preview = officer.path

    officer.go("/co-quan/ST-VPUBND")
    assert officer.count("main a[href*='dong/5']") == 0, "a preview stored something"

    officer.go(preview)
    officer.confirm("Chỉ lưu dòng đúng")
    assert officer.sees("Chỉ các dòng đúng được lưu; 3 dòng sai bị bỏ qua theo lựa chọn của người nhập.")
    officer.go("/co-quan/ST-VPUBND")
    officer.open("kiem-tra-sai.csv, dòng 5")
    assert officer.sees("Dòng đúng duy nhất")


def test_a_file_that_is_no_table_is_refused_in_words(soc_trang_visitor):
    officer = soc_trang_visitor()
    officer.sign_in(OFFICER)
    bring(officer, NO_WORKBOOK, 422)
    assert officer.sees("Không đọc được dòng nào của tệp, nên chưa lưu gì.")
    bring(officer, EMPTY, 422)
    assert officer.sees("Không đọc được dòng nào của tệp, nên chưa lưu gì.")
