"""What must hold for the silver tables: checks by table, Great Expectations suites, pages."""
