"""The demonstration: invented people, drawn pages. Above every other package in the order of imports."""
