"""The tiles of the results on the dashboard."""
