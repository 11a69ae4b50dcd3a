"""What a job writes down about itself: the ledger, and the documents that failed."""
