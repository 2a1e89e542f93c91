"""Who can sign in to the demonstration: one account a role, all with one password that is printed at start."""

from dataclasses import dataclass

from iso_app.core.roles import Role

PASSWORD = "Thu nghiem 2021!"  # noqa: S105 - printed at the start of every demonstration

AUTHORITY = "ST-CCTDC"
OFFICE = "ST-SNV"
COMMUNE = "31498"
SUCCESSOR = "M31507"  # of that commune since the reorganisation of 2025


@dataclass(frozen=True)
class DemoAccount:
    """A person of the demonstration, the agency by its code."""

    email: str
    name: str
    role: Role
    agency: str
    title: str

    @property
    def label(self) -> str:
        return f"{self.title} – {self.name}"


DEMO_ACCOUNTS = (
    DemoAccount(
        "quantri@soctrang.example", "Nguyễn Thị Hạnh", Role.PROVINCE_ADMIN, AUTHORITY, "Quản trị tỉnh"
    ),
    DemoAccount("chuyenvien@soctrang.example", "Trần Văn Phúc", Role.INSPECTOR, AUTHORITY, "Chuyên viên TĐC"),
    DemoAccount("lanhdao@soctrang.example", "Lý Minh Đức", Role.LEADER, AUTHORITY, "Chi cục trưởng"),
    DemoAccount("thuky@snv.example", "Lê Thị Ánh", Role.ISO_SECRETARY, OFFICE, "Thư ký ISO Sở Nội vụ"),
    DemoAccount("giamdoc@snv.example", "Phạm Quốc Dũng", Role.LEADER, OFFICE, "Giám đốc Sở Nội vụ"),
    DemoAccount("danhgia@snv.example", "Võ Ngọc Ẩn", Role.AUDITOR, OFFICE, "Đánh giá viên Sở Nội vụ"),
    DemoAccount("canbo@snv.example", "Đặng Thu Hà", Role.STAFF, OFFICE, "Chuyên viên Sở Nội vụ"),
    DemoAccount("thuky@xa.example", "Thạch Sơn", Role.ISO_SECRETARY, COMMUNE, "Thư ký ISO cấp xã"),
)
