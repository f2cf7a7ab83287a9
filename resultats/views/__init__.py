"""The screens of the results."""
