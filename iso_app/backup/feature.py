from iso_app.backup.cli import COMMANDS
from iso_app.trail import words
from iso_app.web.feature import Feature

words.add(verbs={"backup.restored": "Khôi phục toàn bộ dữ liệu từ bản sao lưu lúc {made_at}"})

FEATURE = Feature(name="backup", label="Sao lưu", commands=COMMANDS)
