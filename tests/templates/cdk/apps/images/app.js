// Images that are made when they are first asked for: a bucket, and a function's URL where it has none yet.
// The distribution is in a nested stack; its bucket and its edge function are in other stacks.

'use strict';

const path = require('node:path');
const cdk = require('aws-cdk-lib');

const { aws_cloudfront: cloudfront, aws_cloudfront_origins: origins, aws_lambda: lambda, aws_s3: s3 } = cdk;

function code(name) {
  return {
    runtime: lambda.Runtime.PYTHON_3_13,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(path.join(__dirname, 'functions', name), { exclude: ['__pycache__'] }),
  };
}

class Storage extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    this.images = new s3.Bucket(this, 'Images');
    this.sizes = new cloudfront.experimental.EdgeFunction(this, 'Sizes', code('sizes'));
  }
}

class Delivery extends cdk.NestedStack {
  constructor(scope, id, { storage, resize, viewers }) {
    super(scope, id);
    const made = origins.S3BucketOrigin.withOriginAccessIdentity(storage.images);
    const making = new origins.HttpOrigin(cdk.Fn.parseDomainName(resize.url), { readTimeout: cdk.Duration.seconds(60) });
    this.distribution = new cloudfront.Distribution(this, 'Images', {
      comment: cdk.Fn.join(' ', ['images for', viewers]),
      defaultBehavior: {
        origin: new origins.OriginGroup({
          primaryOrigin: made,
          fallbackOrigin: making,
          fallbackStatusCodes: [403, 404],
        }),
        edgeLambdas: [{ eventType: 'origin-request', functionVersion: storage.sizes.currentVersion }],
      },
    });
  }
}

class Site extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const viewers = new cdk.CfnParameter(this, 'Viewers', { default: 'everybody' });
    const resize = new lambda.Function(this, 'Resize', { ...code('resize'), timeout: cdk.Duration.seconds(60) });
    const { distribution } = new Delivery(this, 'Delivery', {
      storage: props.storage,
      resize: resize.addFunctionUrl(),
      viewers: viewers.valueAsString,
    });
    new cdk.CfnOutput(this, 'Domain', { value: distribution.distributionDomainName });
  }
}

const app = new cdk.App({ treeMetadata: false, analyticsReporting: false });
const env = { account: '123456789012', region: 'us-east-1' };
new Site(app, 'Site', { env, storage: new Storage(app, 'Storage', { env }) });
app.synth();
