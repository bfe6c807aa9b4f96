"""HTTP as such: nothing in this folder knows CloudFront."""
