"""The clients' keys, read from Parameter Store and kept for five minutes."""

import re
import time

import boto3

# Parameter Store lives in one region, wherever this function happens to run.
REGION = "us-east-1"
PREFIX = "/orders-api/client-keys/"
KEPT_FOR = 300
CLIENT = re.compile(r"[a-z0-9-]{1,64}")

ssm = boto3.client("ssm", region_name=REGION)
_cache = {}


def key_of(client):
    """Return the client's key, or None when there is no such client."""
    if not CLIENT.fullmatch(client):
        return None
    read_at, key = _cache.get(client, (float("-inf"), None))
    if time.time() - read_at >= KEPT_FOR:
        key = fetch(client)
        _cache[client] = time.time(), key
    return key


def fetch(client):
    try:
        answer = ssm.get_parameter(Name=PREFIX + client, WithDecryption=True)
    except ssm.exceptions.ParameterNotFound:
        return None
    return answer["Parameter"]["Value"].encode()
