"""The running experiment."""

COOKIE = "pricing-page"
PATH = "/pricing/"
VARIANT_PATHS = {"a": "/pricing/", "b": "/pricing-b/"}
