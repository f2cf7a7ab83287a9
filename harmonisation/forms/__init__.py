"""What is asked of the screens of the harmonisation: cleaned, never applied."""
