"""URLs and Flask: one blueprint a file, each turning an address into an answer."""
