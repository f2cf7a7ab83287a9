"""The documents of the results."""
