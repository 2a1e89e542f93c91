"""A province of a few agencies, and files of reorganisations written in the test."""

import pytest

from iso_app.agencies.sheets import CO_QUAN
from iso_app.core.actor import operator
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.imports import services as imports
from iso_app.successions.sheets import SAP_XEP

AGENCIES = """\
Mã cơ quan,Tên cơ quan,Tên viết tắt,Cấp hành chính,Loại cơ quan,Mã cơ quan cấp trên,Thuộc diện bắt buộc,\
Hiệu lực từ,Hiệu lực đến
T-UBND,UBND tỉnh Thử,,Tỉnh,UBND cấp tỉnh,,Không,01/01/2010,
T-SKH,Sở Khoa học và Công nghệ,SKHCN,Tỉnh,"Sở, ngành",T-UBND,Có,01/01/2010,
T-STT,Sở Thông tin và Truyền thông,STTTT,Tỉnh,"Sở, ngành",T-UBND,Khuyến khích,01/01/2010,
T-CU,Ban Dân tộc,,Tỉnh,"Sở, ngành",T-UBND,Có,01/01/2010,31/12/2019
H1,UBND huyện Một,,Huyện,UBND cấp huyện,T-UBND,Có,01/01/2010,
X1,UBND xã Một,,Xã,UBND cấp xã,H1,Có,01/01/2010,
X2,UBND xã Hai,,Xã,UBND cấp xã,H1,Không,01/01/2010,
X3,UBND xã Ba,,Xã,UBND cấp xã,T-UBND,Có,01/01/2010,
"""
HEAD = "Hình thức,Mã cũ,Tên cũ,Mã mới,Tên mới,Cấp mới,Cấp trên mới,Ngày hiệu lực,Số quyết định\n"


@pytest.fixture
def province(app):
    """T-UBND over two departments and a district with two communes; a third commune stands directly below."""
    with unit_of_work(), whole_country():
        batch, plan = imports.run(operator(), CO_QUAN, "co-quan.csv", AGENCIES.encode())
        assert batch is not None, [problem.sentence() for problem in plan.problems]
    return app


@pytest.fixture
def bring_in(province):
    """`bring_in("Sáp nhập,X1,…", …)`: the plan of a file with these lines, stored if nothing was wrong."""

    def run(*lines, good_rows_only=False):
        content = (HEAD + "".join(f"{line}\n" for line in lines)).encode()
        with unit_of_work(), whole_country():
            return imports.run(operator(), SAP_XEP, "sap-xep.csv", content, good_rows_only=good_rows_only)[1]

    return run
