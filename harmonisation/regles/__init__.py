"""What is true and what is allowed in the harmonisation."""
