"""The running experiment, as the browser remembers it."""

COOKIE = "pricing-page"
MAX_AGE = 30 * 24 * 60 * 60
