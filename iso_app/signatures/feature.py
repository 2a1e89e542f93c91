from iso_app.signatures.models import MEANING_LABELS
from iso_app.trail import words
from iso_app.web.feature import Feature

words.add(
    verbs={"signature.made": "Ký “{meaning}”: {label}"},
    values=(MEANING_LABELS,),
)

FEATURE = Feature(name="signatures", label="Ký xác nhận")
