"""What CreateDistribution would refuse, each rule a small function that yields the problems it finds.

A rule stands here only where AWS is known to refuse: a rule too many is worse than one too few.
"""
