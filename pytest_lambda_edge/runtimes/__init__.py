"""Running a function: Python in process; Node and CloudFront Functions come later and say so."""
