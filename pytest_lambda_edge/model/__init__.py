"""What is configured: distribution, behaviors, origins, policies, triggers."""
