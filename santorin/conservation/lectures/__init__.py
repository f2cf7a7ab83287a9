"""What the screens of retention show (SEC-03)."""
