"""Rules of the correction."""
