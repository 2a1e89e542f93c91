"""The province publishes a template anew; an office sees old, new and its own side by side and merges them."""

from http import HTTPStatus

OFFICER = "chuyenvien@soctrang.example"
SECRETARY = "thuky@snv.example"
TEMPLATE = "Quy trình tiếp công dân"
TASK = f"Xem phiên bản 3 của mẫu “{TEMPLATE}”"
SCOPE = "Áp dụng cho công chức tiếp công dân tại trụ sở và trực tuyến."
OWN_SCOPE = "Áp dụng cho công chức Văn phòng Sở và Thanh tra Sở, tại trụ sở và trực tuyến."
REPORTS = "và báo cáo Giám đốc Sở hằng tuần"  # what the office wrote into the first version
STEP = "07 ngày làm việc"
ONLINE = "hoặc trực tuyến theo lịch đã đăng ký"  # what the second version brought


def publish_the_third(officer) -> None:
    officer.open("Mẫu tài liệu của tỉnh")
    officer.open("MAU-QT-TCD")
    officer.open("Soạn")
    officer.fill("Phạm vi áp dụng", SCOPE)
    officer.press("Lưu bản soạn")
    officer.open("Phát hành")
    officer.fill("Tóm tắt thay đổi", "Tiếp công dân trực tuyến có cùng phạm vi.")
    officer.press("Phát hành")
    assert officer.sees("Đã phát hành phiên bản 3.")


def place_with(secretary, words: str):
    """Where office and province both changed: the place that says these words."""
    return secretary.page.locator("fieldset.model-conflict", has_text=words)


def merge(secretary) -> None:
    """Refused while a place is undecided; then one place each way: mine, theirs, in words of one's own."""
    secretary.go("/viec")
    secretary.waits_for(TASK)
    secretary.open_in("main", TASK)
    secretary.open("Mở để làm")
    assert secretary.heading == "Ghép phiên bản 3 của mẫu"
    assert secretary.sees("Có 3 chỗ hai bên sửa khác nhau")
    place_with(secretary, REPORTS).get_by_label("Bản của cơ quan").check()
    secretary.press("Ghép vào bản soạn", HTTPStatus.UNPROCESSABLE_ENTITY)
    assert secretary.sees("Còn 2 chỗ hai bên sửa khác nhau; hãy chọn cho từng chỗ.")
    place_with(secretary, STEP).get_by_label("Mẫu mới").check()
    scope = place_with(secretary, "Văn phòng Sở")
    scope.get_by_label("Tự sửa").check()
    scope.get_by_text("Viết lại đoạn này").click()
    scope.get_by_role("textbox").fill(OWN_SCOPE)
    secretary.press("Ghép vào bản soạn")
    assert secretary.sees("Đã ghép phiên bản mới vào bản soạn.")


def test_a_new_version_of_a_template_becomes_a_draft(later_visitor):
    officer = later_visitor()
    officer.sign_in(OFFICER)
    publish_the_third(officer)
    secretary = later_visitor()
    secretary.sign_in(SECRETARY)
    merge(secretary)
    for words in (OWN_SCOPE, REPORTS, ONLINE, STEP):
        assert secretary.sees(words)
