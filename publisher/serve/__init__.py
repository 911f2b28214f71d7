"""Serve the current snapshot: workers, query processes, signals, switching without a lost request."""

from publisher.serve.supervisor import serve

__all__ = ["serve"]
