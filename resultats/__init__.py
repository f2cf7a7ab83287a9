"""Results: established, extracted, posted, handed out as transcripts, read by candidates (RES-01 to RES-09)."""
