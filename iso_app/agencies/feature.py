from iso_app.agencies import policies
from iso_app.web.feature import Feature

FEATURE = Feature(name="agencies", label="Cơ quan", permissions=policies.ALL)
