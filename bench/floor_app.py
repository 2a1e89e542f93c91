"""The floor of pages: bare Flask, the bare driver, one Jinja template, fifty agencies of a province.

Served as the product is, over the same database; `BENCH_ADDRESS` says which, `BENCH_PROVINCE` whose.
"""

import os
import sqlite3
import threading
import time
from typing import Any
from unittest.mock import patch

import psycopg
from flask import Flask, render_template_string

SHOWN = 50
PAGE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Cơ quan</title></head><body>
<h1>Cơ quan</h1><p>{{ total }}</p><table><thead><tr><th>Tên</th><th>Mã</th><th>Cấp</th><th>Loại</th>
<th>Cấp trên</th><th>Diện</th></tr></thead><tbody>
{% for row in rows %}<tr><th scope="row"><a href="/co-quan/{{ row[1] }}">{{ row[0] }}</a></th>
{% for cell in row[1:] %}<td>{{ cell or '' }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table></body></html>"""

_JOINED = """FROM agency_period p JOIN agency a ON a.id = p.agency_id JOIN agency_group g ON g.id = p.group_id
 LEFT JOIN agency u ON u.id = p.parent_id
 WHERE a.province_id = {0} AND p.valid_from <= {0} AND (p.valid_to IS NULL OR p.valid_to >= {0})"""
_COLUMNS = "p.name, a.code, p.level, g.name, u.name, p.applicability"
_ROWS = f"SELECT {_COLUMNS} {_JOINED} ORDER BY p.sort_name, p.agency_id"
_COUNT = f"SELECT count(*) {_JOINED}"

app = Flask("floor")
_kept = threading.local()


def _connection() -> Any:
    """One connection a thread, kept open."""
    if not hasattr(_kept, "connection"):
        address = os.environ["BENCH_ADDRESS"]
        if address.startswith("postgresql"):
            connection: Any = psycopg.connect(address, autocommit=True)
            connection.execute("SELECT set_config('iso.reach', 'system', false)")
            # The policies look dear to the planner for each agency: left alone it reads a whole country for a province.
            connection.execute("SET enable_seqscan = off")
            _kept.mark = "%s"
        else:
            connection = sqlite3.connect(address)
            _kept.mark = "?"
        _kept.connection = connection
    return _kept.connection


@app.get("/")
def page() -> str:
    connection = _connection()
    given = (int(os.environ["BENCH_PROVINCE"]), "2025-12-31", "2025-12-31")
    rows = connection.execute(f"{_ROWS} LIMIT {SHOWN}".format(_kept.mark), given).fetchall()
    total = connection.execute(_COUNT.format(_kept.mark), given).fetchone()[0]
    return render_template_string(PAGE, rows=rows, total=total)


def inside(address: str, province_id: int, rounds: int) -> list[float]:
    """Seconds of the page in this process, without a server or a network: what this machine is."""
    spent = []
    with patch.dict(os.environ, {"BENCH_ADDRESS": address, "BENCH_PROVINCE": str(province_id)}):
        with app.test_request_context():
            for _ in range(rounds + 5):
                began = time.perf_counter()
                page()
                spent.append(time.perf_counter() - began)
        _kept.connection.close()
        del _kept.connection
    return spent[5:]
