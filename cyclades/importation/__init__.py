"""« Importer mes élèves »: from SIECLE BEE (XML 2.1, zipped or not), or from a CSV hors BEE (PRE-04)."""
