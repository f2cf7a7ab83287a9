"""Input of the preparation's screens, cleaned."""
