"""What every receiver of the contract must do, whichever it is: in memory, or over HTTP with its database."""
