"""Serve the current snapshot: workers, query processes, signals, switching without a lost request."""
