"""What tests are told about their requests."""
