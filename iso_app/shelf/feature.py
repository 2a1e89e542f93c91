"""An existing shelf of documents brought in: a ZIP of files with a list, previewed, then stored in the background."""

from iso_app.shelf import panels, policies, views
from iso_app.shelf.jobs import JOBS
from iso_app.shelf.kinds import VERDICT_LABELS
from iso_app.shelf.workflow import SHELF_WORKFLOW, STATE_LABELS
from iso_app.trail import words
from iso_app.web.feature import DOCUMENTS, Feature, MenuItem, Panel

words.add(
    verbs={
        "shelf.brought": "Tải lên bộ tài liệu “{label}”, {files} tệp, để xem trước",
        "shelf.look_asked": "Cho kiểm tra bộ tài liệu “{label}”",
        "shelf.list_chosen": "Chọn danh mục “{list}” cho bộ tài liệu “{label}”",
        "shelf.list_found": "Thấy danh mục “{list}” trong bộ tài liệu “{label}”",
        "shelf.list_wanted": "Chưa đọc được danh mục của bộ tài liệu “{label}”: {why}",
        "shelf.previewed": (
            "Xem trước bộ tài liệu “{label}”: {new} dòng mới, {revision} thêm lần ban hành, {same} đã có, {wrong} sai"
        ),
        "shelf.storing": "Cho lưu bộ tài liệu “{label}”",
        "shelf.stored": "Lưu xong bộ tài liệu “{label}”: {stored} dòng đã lưu, {left} dòng không lưu",
        "shelf.discarded": "Bỏ bộ tài liệu “{label}”, không lưu tài liệu nào",
    },
    labels={f"shelf.counts.{verdict}": label for verdict, label in VERDICT_LABELS.items()}
    | {
        "shelf.counts": "Số dòng",
        "shelf.counts.left_out": "Không lưu",
        "shelf.counts.stored": "Đã lưu",
        "shelf.list_digest": "Mã kiểm danh mục",
        "shelf.list_name": "Danh mục",
        "shelf.looks": "Số lần kiểm tra",
        "shelf.notes": "Ghi chú khi đọc danh mục",
        "shelf.notes.*": "",
        "shelf.stored_at": "Lưu lúc",
        "shelf.stored_by": "Người lưu",
        "shelf.tries": "Số lần lưu",
        "shelf.trouble": "Vì sao chưa xem trước được",
    },
    values=(STATE_LABELS,),
)

FEATURE = Feature(
    name="shelf",
    label="Nhập tài liệu có sẵn",
    blueprints=(views.bp,),
    permissions=policies.ALL,
    menu=(MenuItem("Nhập tài liệu có sẵn", "shelf.index", "upload", policies.READ, DOCUMENTS, order=18),),
    workflows=(SHELF_WORKFLOW,),
    jobs=JOBS,
    panels=(Panel("documents.revision", policies.READ, panels.on_revision, order=80),),
)
