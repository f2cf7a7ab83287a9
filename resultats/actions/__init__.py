"""The verbs of the results."""
