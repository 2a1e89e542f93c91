from iso_app.signatures.models import MEANING_LABELS, Signature
from iso_app.trail import veils, words
from iso_app.web.feature import Feature

words.add(
    verbs={"signature.made": "Ký “{meaning}”: {label}"},
    values=(MEANING_LABELS,),
    choices={"signature.made": ("meaning",)},
)

veils.add("signature", called="tài liệu chưa có hiệu lực", found=veils.pointing(Signature), points=True)

FEATURE = Feature(name="signatures", label="Ký xác nhận")
