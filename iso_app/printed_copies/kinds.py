"""What copies are made for, and how they were signed. Knows no record."""

from enum import StrEnum


class Purpose(StrEnum):
    """A sheet to be held by somebody, or a file to be signed with a certificate."""

    PAPER = "paper"
    SIGNING = "signing"


class SigningWay(StrEnum):
    """With the certificate kept here, or outside (USB token, the provider's program) and brought back."""

    HERE = "here"
    OUTSIDE = "outside"


PURPOSE_LABELS = {Purpose.PAPER: "Bản giấy", Purpose.SIGNING: "Bản để ký bằng chứng thư"}
WAY_LABELS = {SigningWay.HERE: "Ký trên phần mềm", SigningWay.OUTSIDE: "Ký bên ngoài, tải lên"}
