"""Where a job's plan, claims and outputs are, so that all hosts see them."""
