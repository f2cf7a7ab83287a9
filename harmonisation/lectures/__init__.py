"""What the screens of the harmonisation show: figures and reasons, never a candidate (HAR-03)."""
