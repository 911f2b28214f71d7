"""Why a text is no SPARQL query, told to people: grammar, mistakes, scopes, foreign characters, an excerpt."""
