"""The reference server of services faits, version 1 of the contract (IMA-01)."""
