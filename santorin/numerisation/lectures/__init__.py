"""What the screens of the numérisation show."""
