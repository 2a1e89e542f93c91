from iso_app.inspections import policies
from iso_app.inspections.models import CONCLUSION_LABELS, MODE_LABELS
from iso_app.inspections.sheets import KE_HOACH, KIEM_TRA
from iso_app.trail import words
from iso_app.web.feature import Feature

words.add(
    verbs={
        "inspection.result_imported": "Nhập kết quả kiểm tra {label}, dòng {line} của tệp",
        "inspection.result_corrected": "Sửa kết quả kiểm tra {label} theo dòng {line} của tệp",
        "inspection.plan_imported": "Đưa vào kế hoạch kiểm tra {label}, dòng {line} của tệp",
        "inspection.plan_corrected": "Sửa kế hoạch kiểm tra {label} theo dòng {line} của tệp",
    },
    values=(MODE_LABELS, CONCLUSION_LABELS),
)

FEATURE = Feature(
    name="inspections",
    label="Kiểm tra",
    permissions=policies.ALL,
    imports=(KIEM_TRA, KE_HOACH),
)
