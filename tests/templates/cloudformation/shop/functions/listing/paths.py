def with_index(uri):
    return f"{uri}index.html" if uri.endswith("/") else uri
