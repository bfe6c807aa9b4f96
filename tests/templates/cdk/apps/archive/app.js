// An archive that was begun with the first version of the CDK: no list of assets, parameters tell where they are.
// The distribution and its function are in a nested stack.

'use strict';

const path = require('node:path');
const cdk = require('aws-cdk-lib');

const { aws_cloudfront: cloudfront, aws_cloudfront_origins: origins, aws_lambda: lambda, aws_s3: s3 } = cdk;

class Web extends cdk.NestedStack {
  constructor(scope, id, { files }) {
    super(scope, id);
    const pages = new lambda.Function(this, 'IndexPages', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'pages.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'functions', 'index_pages'), { exclude: ['__pycache__'] }),
    });
    new cloudfront.Distribution(this, 'Archive', {
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessIdentity(files),
        edgeLambdas: [{ functionVersion: pages.currentVersion, eventType: 'origin-request' }],
      },
    });
  }
}

const app = new cdk.App({ treeMetadata: false, analyticsReporting: false });
const synthesizer = new cdk.LegacyStackSynthesizer();
const stack = new cdk.Stack(app, 'Archive', { env: { region: 'us-east-1' }, synthesizer });
new Web(stack, 'Web', { files: new s3.Bucket(stack, 'Files') });
app.synth();
