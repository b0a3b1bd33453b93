"""Where older notebooks import displays from."""
