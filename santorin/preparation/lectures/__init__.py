"""What the screens of the preparation and of the paramétrage show."""
