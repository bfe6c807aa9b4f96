"""CloudFormation templates: what they say once their intrinsic functions are worked out."""
