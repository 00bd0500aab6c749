"""Measurements of speed, size and ranking beside other engines; not part of the product."""
