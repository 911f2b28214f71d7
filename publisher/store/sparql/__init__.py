"""Read the text of a query, and write it so that the engine gives what SPARQL 1.1 says."""
