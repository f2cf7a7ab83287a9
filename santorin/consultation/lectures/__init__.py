"""What the screens and documents of transmitted copies show."""
