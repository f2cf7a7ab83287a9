"""Benchmarks: `make bancs`."""
