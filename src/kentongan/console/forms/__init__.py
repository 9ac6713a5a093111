"""Forms of the administrators' pages: limits and words; rules are in the services."""
