"""What the registers of an agency share: the codes of their forms, printing, bringing in the agency's own list."""

from iso_app.registers import policies
from iso_app.registers.models import FILE_STATE_LABELS
from iso_app.registers.views import bp
from iso_app.trail import words
from iso_app.web.feature import Feature

words.add(
    verbs={
        "register_form.set": "Đặt mã biểu mẫu của “{label}”",
        "register_file.previewed": "Tải lên tệp “{label}” cho {register}, chưa lưu",
        "register_file.stored": "Lưu tệp “{label}” vào {register}: {new} dòng mới, {changed} dòng thay đổi",
        "register_file.discarded": "Bỏ tệp “{label}”, không lưu gì",
    },
    labels={
        "register": "Danh mục",
        "register_form.code": "Mã số biểu mẫu",
        "register_form.revision": "Lần ban hành",
        "register_form.issued_on": "Ngày ban hành biểu mẫu",
    },
    values=(FILE_STATE_LABELS,),
    choices={
        "register_form.set": ("label",),
        "register_file.previewed": ("register",),
        "register_file.stored": ("register",),
    },
)

FEATURE = Feature(name="registers", label="Danh mục", blueprints=(bp,), permissions=policies.ALL)
