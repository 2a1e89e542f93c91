"""Signatures in a PDF, checked in a process of its own: `python -I _child.py LIMITS < file > json`.

The input is a head in JSON (roots of trust as DER in base64), then the PDF; LIMITS says how long the head is.
Nothing is fetched: whether a certificate was revoked is not known offline.
"""

import base64
import io
import json
import logging
import runpy
from pathlib import Path
from typing import Any, BinaryIO

_MOST = 50
"""Signatures in one file that are looked at."""


class Unfit(Exception):
    """The PDF cannot be taken; the first argument is a word that the parent knows."""


def parse(file: BinaryIO, limits: dict[str, Any]) -> dict[str, Any]:
    """What each signature says, and (asked with `base`) whether nothing but signatures came after the first state."""
    logging.disable(logging.CRITICAL)
    head = json.loads(file.read(limits["head"]))
    content = file.read()
    reader = _reader(content)
    found = _signatures(reader)
    answer: dict[str, Any] = {"signatures": [_told(signature, head) for signature in found]}
    if limits.get("base"):
        answer["additions"] = _additions(reader, _reader(content[: limits["base"]]))
    return answer


def _reader(content: bytes) -> Any:
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        locked = reader.encrypted
    except Exception as fault:
        raise Unfit("damaged") from fault
    if locked:
        raise Unfit("locked")
    return reader


def _signatures(reader: Any) -> list[Any]:
    try:
        return list(reader.embedded_regular_signatures)[:_MOST]
    except Exception as fault:
        raise Unfit("damaged") from fault


def _told(signature: Any, head: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "field": str(signature.field_name), "signer": "", "issuer": "", "serial": "", "at": None, "intact": False,
        "whole": False, "later": "none", "trusted": False, "self_issued": False, "trouble": "",
    }  # fmt: skip
    try:
        certificate = signature.signer_cert
        told |= {
            "signer": _name(certificate.subject),
            "issuer": _name(certificate.issuer),
            "serial": f"{certificate.serial_number:x}",
            "self_issued": certificate.subject == certificate.issuer,
        }
        moment = signature.self_reported_timestamp
        told["at"] = moment.isoformat() if moment is not None and moment.tzinfo is not None else None
        told |= _judged(signature, head, moment)
    except Exception as fault:  # noqa: BLE001 - whatever a signature is broken by, it is not intact
        told["trouble"] = type(fault).__name__
    return told


def _judged(signature: Any, head: dict[str, Any], moment: Any) -> dict[str, Any]:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    status = validate_pdf_signature(
        signature,
        signer_validation_context=_context(head, moment),
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        ),
    )
    level = status.modification_level
    if level is None or level == ModificationLevel.OTHER:
        later = "other"
    elif level == ModificationLevel.NONE:
        later = "none"
    else:
        later = "allowed"
    covers = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    return {
        "intact": bool(status.intact and status.valid and covers and later != "other"),
        "whole": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "later": later,
        "trusted": bool(status.trusted),
    }


def _context(head: dict[str, Any], moment: Any) -> Any:
    """Trust in the given roots only, at the time the signature claims if it is past."""
    from datetime import UTC, datetime

    from asn1crypto import x509
    from pyhanko_certvalidator import ValidationContext

    now = datetime.now(UTC)
    claimed = moment if moment is not None and moment.tzinfo is not None and moment <= now else now
    roots = [x509.Certificate.load(base64.b64decode(root)) for root in head["roots"]]
    return ValidationContext(
        trust_roots=roots,
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=claimed,
        retroactive_revinfo=True,
    )


def _additions(reader: Any, base: Any) -> str:
    """Whether what was added behind `base` is signatures and nothing else."""
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel

    try:
        result = _policy().review_file(reader, base.xrefs.total_revisions - 1)
    except Exception:  # noqa: BLE001 - what cannot be judged is not taken
        return "other"
    small = isinstance(result, DiffResult) and result.modification_level <= ModificationLevel.FORM_FILLING
    return "signatures" if small else "other"


def _policy() -> Any:
    """pyHanko's own rules, and a signature may certify: then the catalogue says what may be done later."""
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, StandardDiffPolicy
    from pyhanko.sign.diff_analysis.rules.file_structure_rules import CatalogModificationRule

    catalogue: Any = CatalogModificationRule
    certifying = catalogue(ignored_keys={*catalogue().ignored_keys, "/Perms"})
    others = [
        rule for rule in DEFAULT_DIFF_POLICY.global_rules if not isinstance(rule, CatalogModificationRule)
    ]
    return StandardDiffPolicy(global_rules=[certifying, *others], form_rule=DEFAULT_DIFF_POLICY.form_rule)


def _name(name: Any) -> str:
    parts = name.native
    wanted = [parts.get(key) for key in ("common_name", "organization_name", "locality_name")]
    flat = [part if isinstance(part, str) else ", ".join(part) for part in wanted if part]
    return ", ".join(dict.fromkeys(flat)) or str(name.human_friendly)


if __name__ == "__main__":
    bounded = Path(__file__).parents[2] / "sheets" / "_bounded.py"
    runpy.run_path(str(bounded))["answer"](parse, Unfit)
