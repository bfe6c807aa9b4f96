"""What an app of the AWS CDK synthesises: a cdk.out with its manifest, templates and assets."""
