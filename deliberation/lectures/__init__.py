"""What the screens and documents of the deliberation show."""
