SNIFF = "X-Content-Type-Options"
