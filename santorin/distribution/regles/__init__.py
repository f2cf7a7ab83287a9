"""What is true and what is allowed of distributions."""
