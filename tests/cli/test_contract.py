"""The command line as other tools call it: exit codes, one line, the JSON, nothing half stored."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "iso_app" / "demo" / "data"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with the Sóc Trăng files imported through the command line."""
    home = tmp_path_factory.mktemp("cli")
    for command in (
        ["init"],
        ["import", "co-quan", str(DATA / "co-quan.csv")],
        ["import", "tinh-hinh", str(DATA / "tinh-hinh.csv")],
        ["import", "kiem-tra", str(DATA / "kiem-tra.csv")],
    ):
        done = run(home, *command)
        assert done.returncode == 0, done.stderr
    return home


def run(home, *command):
    """`iso-app COMMAND` with this home and nothing else of the environment."""
    environment = {"PATH": os.environ["PATH"], "ISO_APP_HOME": str(home), "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-c", "from iso_app.__main__ import main; main()", *command],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=60,
    )


def count(home, table):
    with sqlite3.connect(home / "iso.sqlite3") as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_phu_luc_1_as_json(home):
    done = run(home, "report", "phu-luc-1", "--year", "2021", "--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(found) == ["template", "version", "year", "as_of", "columns", "rows", "checks"]
    assert [row["cells"]["value"]["value"] for row in found["rows"]] == [30, 11, 109, 151, 31, 11, 109]
    assert list(found["rows"][0]) == ["key", "stt", "label", "unit", "note", "cells"]
    assert list(found["rows"][0]["cells"]["value"]) == ["value", "display", "agencies"]
    assert list(found["checks"][0]) == ["key", "ok", "message", "cells"]


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_files(home, tmp_path, kind, start):
    out = tmp_path / f"table.{kind}"
    done = run(home, "report", "phu-luc-05", "--year", "2021", "--format", kind, "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes().startswith(start)


def test_imports_are_idempotent(home):
    before = count(home, "import_line"), count(home, "compliance_fact"), count(home, "trail_entry")
    done = run(home, "import", "kiem-tra", str(DATA / "kiem-tra.csv"))
    after = count(home, "import_line"), count(home, "compliance_fact"), count(home, "trail_entry")
    assert (done.returncode, done.stdout) == (0, "Đã lưu: 0 mới, 0 thay đổi, 151 như cũ, 0 sai.\n")
    assert after[:2] == before[:2]
    assert after[2] == before[2] + 1  # that the file was brought in again


def test_dry_run_stores_nothing(home, tmp_path):
    file = tmp_path / "kiem-tra.csv"
    file.write_text(
        "Năm,Mã cơ quan,Hình thức kiểm tra,Ngày kiểm tra,Kết luận\n2022,ST-SNV,Tại trụ sở,01/02/2022,Tuân thủ\n"
    )
    before = count(home, "inspection"), count(home, "import_batch")
    done = run(home, "import", "kiem-tra", str(file), "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "1 mới" in done.stdout
    assert (count(home, "inspection"), count(home, "import_batch")) == before


def test_one_bad_row_stores_nothing(home, tmp_path):
    file = tmp_path / "xau.csv"
    file.write_text(
        "Năm,Mã cơ quan,Hình thức kiểm tra,Ngày kiểm tra,Kết luận\n"
        "2022,ST-SNV,Tại trụ sở,01/02/2022,Tuân thủ\n"
        "2022,ST-STP,Tại trụ sở,31/02/2022,Tuân thủ\n"
        "20221,ST-STC,Tại trụ sở,01/02/2022,Tuân thủ\n"
        "2022,KHONG-CO,Tại trụ sở,01/02/2022,Tuân thủ\n"
    )
    before = count(home, "inspection")
    done = run(home, "import", "kiem-tra", str(file))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for words in ("dòng 3", "“31/02/2022”", "dòng 4", "“20221”", "dòng 5", "“KHONG-CO”", "Ngày kiểm tra"):
        assert words in done.stderr
    assert count(home, "inspection") == before
    taken = run(home, "import", "kiem-tra", str(file), "--good-rows")
    assert taken.returncode == 0, taken.stderr
    assert count(home, "inspection") == before + 1


@pytest.mark.parametrize(
    "command",
    [
        ["report", "khong-co", "--year", "2021", "--format", "json"],
        ["report", "phu-luc-1", "--year", "20221", "--format", "json"],
        ["report", "phu-luc-1", "--year", "abc", "--format", "json"],
        ["report", "phu-luc-1", "--format", "json"],
        ["report", "phu-luc-1", "--year", "2021", "--format", "exe"],
        ["report", "phu-luc-1", "--year", "2021", "--as-of", "31/02/2021", "--format", "json"],
        ["report", "phu-luc-1", "--year", "2021", "--format", "json", "--as", "ai@do.vn"],
        ["report", "phu-luc-1", "--year", "2021", "--format", "pdf", "--out", "/khong/co/a.pdf"],
        ["import", "co-quan", "/khong/co.csv"],
        ["import", "la-gi", str(DATA / "co-quan.csv")],
        ["khong-co-lenh"],
    ],
)
def test_bad_usage_is_two_and_one_line(home, command):
    done = run(home, *command)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stdout == ""


def test_without_a_database_it_says_what_to_do(tmp_path):
    done = run(tmp_path / "moi", "report", "phu-luc-1", "--year", "2021", "--format", "json")
    assert done.returncode == 2
    assert "iso-app init" in done.stderr


def test_serving_refuses_a_missing_secret(home):
    done = run(home, "serve")
    assert done.returncode == 2
    assert "ISO_APP_SECRET_KEY" in done.stderr


def test_verify_trail_finds_an_edit_by_raw_sql(home, tmp_path):
    import shutil

    assert run(home, "verify-trail").returncode == 0
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    with sqlite3.connect(copy / "iso.sqlite3") as connection:
        connection.execute("DROP TRIGGER trail_entry_no_update")
        connection.execute("UPDATE trail_entry SET actor_name = 'Ai đó' WHERE id = 40")
    done = run(copy, "verify-trail")
    assert done.returncode == 1
    assert "40" in done.stderr
