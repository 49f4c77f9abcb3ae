"""What tests stand on: real PostgreSQL, real Chromium, real servers. No test lives here."""
