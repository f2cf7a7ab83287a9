"""Transmitted copies: who may see which, the viewer, their PDFs and ZIPs (EDI, TEL, HAR-10, HAR-11)."""
