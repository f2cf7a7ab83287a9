"""What changes while an épreuve is prepared and set."""
