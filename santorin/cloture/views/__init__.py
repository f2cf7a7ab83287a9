"""The screens of the clôture."""
