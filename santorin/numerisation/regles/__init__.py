"""What is true and what is allowed of liasses and of their pages."""
