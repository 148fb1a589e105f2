"""What make_fixtures.py writes, one idea a file."""
