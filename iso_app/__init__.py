"""ISO điện tử: the quality management system of state agencies of a province."""
