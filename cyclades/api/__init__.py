"""The reference server of the contract, Cyclades' side (CYC-01, API-01)."""
