// A site for members: one construct holds the functions that sign in, several behaviors use them.

'use strict';

const path = require('node:path');
const cdk = require('aws-cdk-lib');
const { Construct } = require('constructs');

const { aws_cloudfront: cloudfront, aws_cloudfront_origins: origins, aws_lambda: lambda, aws_s3: s3 } = cdk;

class SignIn extends Construct {
  constructor(scope, id) {
    super(scope, id);
    this.check = this.function('Check', 'check');
    this.callback = this.function('Callback', 'callback');
  }

  function(id, name) {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'index.handler',
      timeout: cdk.Duration.seconds(5),
      code: lambda.Code.fromAsset(path.join(__dirname, 'functions', name), { exclude: ['__pycache__'] }),
    });
  }

  at(eventType, version) {
    return [{ eventType, functionVersion: version.currentVersion }];
  }
}

class Members extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const pages = new s3.Bucket(this, 'Pages');
    const signIn = new SignIn(this, 'SignIn');
    const viewerRequest = cloudfront.LambdaEdgeEventType.VIEWER_REQUEST;
    const whole = new cloudfront.CachePolicy(this, 'WholeQuery', {
      defaultTtl: cdk.Duration.minutes(5),
      queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
    });
    const bucket = origins.S3BucketOrigin.withOriginAccessControl(pages);
    new cloudfront.Distribution(this, 'Site', {
      comment: 'members only',
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: bucket,
        cachePolicy: whole,
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        edgeLambdas: signIn.at(viewerRequest, signIn.check),
      },
      additionalBehaviors: {
        '/signed-in': { origin: bucket, edgeLambdas: signIn.at(viewerRequest, signIn.callback) },
        '/api/*': {
          origin: new origins.HttpOrigin('api.example.com', { customHeaders: { 'X-Through': 'cloudfront' } }),
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
          edgeLambdas: signIn.at(viewerRequest, signIn.check),
        },
      },
      errorResponses: [{ httpStatus: 403, responseHttpStatus: 404, responsePagePath: '/missing.html' }],
    });
  }
}

// What the CLI asks for by default.
const context = { 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:enable-path-metadata': true };
const app = new cdk.App({ treeMetadata: false, analyticsReporting: false, context });
new Members(app, 'Members', { env: { account: '123456789012', region: 'us-east-1' } });
app.synth();
