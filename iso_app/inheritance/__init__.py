"""What becomes of documents in force of agencies that are no more: those who carry on take them over, or do not."""
