from iso_app.imports import policies
from iso_app.trail import words
from iso_app.web.feature import Feature

words.add(
    verbs={
        "import.previewed": "Tải lên tệp “{label}” để xem trước",
        "import.stored": "Lưu tệp “{label}”: {new} dòng mới, {changed} thay đổi, {same} như cũ, {wrong} sai",
        "import.discarded": "Bỏ tệp “{label}”, không lưu gì",
    },
)

FEATURE = Feature(name="imports", label="Nhập số liệu", permissions=policies.ALL)
