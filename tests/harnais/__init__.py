"""What makes the suite strict, and the real parts it drives."""
