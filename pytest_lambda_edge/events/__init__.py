"""What functions receive and what they may return."""
