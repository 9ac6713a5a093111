"""Open311 GeoReport v2, strict: what it says, in XML and JSON, and nothing that is not public."""
