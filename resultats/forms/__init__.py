"""What the screens of the results ask."""
