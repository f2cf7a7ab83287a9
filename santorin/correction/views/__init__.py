"""The screens of the correction."""
