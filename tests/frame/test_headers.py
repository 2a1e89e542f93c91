"""What every answer says to browsers: files of the product as well as pages."""

from typing import Any

from iso_app.web.assets import STATIC

KINDS = {
    ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml",
    ".woff2": "font/woff2", ".png": "image/png", ".ico": "image/vnd.microsoft.icon",
}  # fmt: skip


def test_static_files_are_what_they_say_and_load_nothing(app: Any) -> None:
    client = app.test_client()
    paths = [path for path in STATIC.rglob("*") if path.suffix in KINDS]
    assert paths
    for path in paths:
        answer = client.get(f"/static/{path.relative_to(STATIC).as_posix()}", buffered=True)
        assert answer.status_code == 200
        assert answer.mimetype in {KINDS[path.suffix], "image/x-icon"}, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_type_is_said_once(browse: Any) -> None:
    for key, address in (
        ("tdc.province_admin", "/nhat-ky?export=csv"),
        ("snv.staff", "/phai-doc?export=csv"),
    ):
        answer = browse(key).client.get(address, buffered=True)
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
