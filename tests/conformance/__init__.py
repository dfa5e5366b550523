"""The test suites of others, put to this server over HTTP."""
