"""What is done with transmitted copies: their PDFs, their ZIPs, and the journal of who took them."""

from santorin.consultation.actions.pdf import noter_consultation, noter_telechargement, pdf_de
from santorin.consultation.actions.zips import demander_zip, faire_zip

__all__ = ["demander_zip", "faire_zip", "noter_consultation", "noter_telechargement", "pdf_de"]
