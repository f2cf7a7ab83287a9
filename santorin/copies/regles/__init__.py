"""What is true and what is allowed of copies, marks, lots and attendance."""
