"""Documents as pages show them: tones of states, the way of approval, the buttons open to somebody."""

from iso_app.documents.workflow import DocumentState, RevisionState

TONES = {
    DocumentState.PREPARING: "neutral",
    DocumentState.IN_FORCE: "success",
    DocumentState.WITHDRAWN: "danger",
    RevisionState.DRAFT: "neutral",
    RevisionState.IN_REVIEW: "warning",
    RevisionState.APPROVED: "info",
    RevisionState.EFFECTIVE: "success",
    RevisionState.SUPERSEDED: "neutral",
    RevisionState.WITHDRAWN: "danger",
    RevisionState.DISCARDED: "neutral",
}
