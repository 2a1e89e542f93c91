from iso_app.web.feature import Feature

FEATURE = Feature(name="accounts", label="Người dùng")
