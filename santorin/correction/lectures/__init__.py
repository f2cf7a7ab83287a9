"""What the screens of the correction show."""
