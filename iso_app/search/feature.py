from iso_app.search import policies, views
from iso_app.web.feature import Feature

FEATURE = Feature(name="search", label="Tìm kiếm", blueprints=(views.bp,), permissions=policies.ALL)
