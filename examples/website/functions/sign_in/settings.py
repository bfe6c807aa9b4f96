"""Lambda@Edge functions have no environment variables: the deployment writes this file."""

SIGN_IN_URL = "https://login.example.com/sign-in"
SESSION_KEY = b"written-by-the-deployment"
