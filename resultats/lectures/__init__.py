"""What the screens of the results show."""
