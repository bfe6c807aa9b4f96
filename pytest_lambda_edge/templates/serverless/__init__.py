"""Configurations of the Serverless Framework: the CloudFormation template that it would compile of them."""
