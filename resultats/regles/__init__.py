"""What may be done with results, and who."""
