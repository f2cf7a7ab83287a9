"""What the screens of the distribution show."""
