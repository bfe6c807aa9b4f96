"""Feature flags, asked for over HTTP and kept for half a minute."""

import logging
import time

import requests

FLAGS = "https://flags.example.com/v1/flags/"
KEPT_FOR = 30

logger = logging.getLogger(__name__)
_cache = {}


def is_on(name):
    """Return whether the flag is on; a flag that cannot be read is off."""
    read_at, value = _cache.get(name, (float("-inf"), False))
    if time.time() - read_at >= KEPT_FOR:
        value = fetch(name)
        _cache[name] = time.time(), value
    return value


def fetch(name):
    try:
        answer = requests.get(FLAGS + name, timeout=1)
        answer.raise_for_status()
        return answer.json()["enabled"] is True
    except (requests.RequestException, KeyError, TypeError) as error:
        logger.warning("flag %s cannot be read: %s", name, error)
        return False
