from iso_app.oversight import models
from iso_app.web.feature import Feature

FEATURE = Feature(name="oversight", label="Nhật ký xem của cơ quan cấp trên")
__all__ = ["FEATURE", "models"]
