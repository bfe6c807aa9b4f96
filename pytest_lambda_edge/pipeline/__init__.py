"""The way of one request: no I/O, no clock, no pytest."""
