"""The unit in which sizes are set and told."""

MEGABYTE = 1_000_000  # bytes: those of SI
