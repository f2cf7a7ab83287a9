"""The screens of the preparation and of the paramétrage."""
