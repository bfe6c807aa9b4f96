"""Plans and states of Terraform and OpenTofu, as ``terraform show -json`` prints them (CF-297 to CF-300)."""
