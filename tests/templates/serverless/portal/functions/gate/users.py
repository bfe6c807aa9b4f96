NAME_AND_PASSWORD = b"team:open sesame"
