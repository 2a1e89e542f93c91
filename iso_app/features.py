"""Every feature of the product, from the lowest floor to the highest."""

from iso_app.accounts.feature import FEATURE as ACCOUNTS
from iso_app.agencies.feature import FEATURE as AGENCIES
from iso_app.board.feature import FEATURE as BOARD
from iso_app.compliance.feature import FEATURE as COMPLIANCE
from iso_app.dashboard.feature import FEATURE as DASHBOARD
from iso_app.distribution.feature import FEATURE as DISTRIBUTION
from iso_app.document_changes.feature import FEATURE as DOCUMENT_CHANGES
from iso_app.documents.feature import FEATURE as DOCUMENTS
from iso_app.external_documents.feature import FEATURE as EXTERNAL_DOCUMENTS
from iso_app.files.feature import FEATURE as FILES
from iso_app.imports.feature import FEATURE as IMPORTS
from iso_app.inheritance.feature import FEATURE as INHERITANCE
from iso_app.inspections.feature import FEATURE as INSPECTIONS
from iso_app.jobs.feature import FEATURE as JOBS
from iso_app.model_sets.feature import FEATURE as MODEL_SETS
from iso_app.notifications.feature import FEATURE as NOTIFICATIONS
from iso_app.oversight.feature import FEATURE as OVERSIGHT
from iso_app.periodic_reports.feature import FEATURE as PERIODIC_REPORTS
from iso_app.printed_copies.feature import FEATURE as PRINTED_COPIES
from iso_app.records.feature import FEATURE as RECORDS
from iso_app.registers.feature import FEATURE as REGISTERS
from iso_app.reminders.feature import FEATURE as REMINDERS
from iso_app.reports.feature import FEATURE as REPORTS
from iso_app.saved_views.feature import FEATURE as SAVED_VIEWS
from iso_app.search.feature import FEATURE as SEARCH
from iso_app.shelf.feature import FEATURE as SHELF
from iso_app.signatures.feature import FEATURE as SIGNATURES
from iso_app.standards.feature import FEATURE as STANDARDS
from iso_app.successions.feature import FEATURE as SUCCESSIONS
from iso_app.tasks.feature import FEATURE as TASKS
from iso_app.trail.feature import FEATURE as TRAIL
from iso_app.web.feature import Feature

FEATURES: tuple[Feature, ...] = (
    TRAIL,
    AGENCIES,
    ACCOUNTS,
    OVERSIGHT,
    SAVED_VIEWS,
    FILES,
    SIGNATURES,
    JOBS,
    NOTIFICATIONS,
    STANDARDS,
    IMPORTS,
    TASKS,
    REMINDERS,
    REGISTERS,
    DOCUMENTS,
    EXTERNAL_DOCUMENTS,
    RECORDS,
    DISTRIBUTION,
    PRINTED_COPIES,
    DOCUMENT_CHANGES,
    MODEL_SETS,
    SHELF,
    SUCCESSIONS,
    INHERITANCE,
    INSPECTIONS,
    COMPLIANCE,
    REPORTS,
    PERIODIC_REPORTS,
    DASHBOARD,
    BOARD,
    SEARCH,
)
