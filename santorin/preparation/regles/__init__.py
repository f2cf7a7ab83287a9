"""What is true and what is allowed while an épreuve is prepared and set."""
