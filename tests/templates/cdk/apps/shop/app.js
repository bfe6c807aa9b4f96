// A shop: CloudFront Functions for viewers, Lambda@Edge for the origin, signed downloads, a headers policy.
// Its stack is for any account and region, and no metadata tells where the assets are.

'use strict';

const fs = require('node:fs');
const path = require('node:path');
const cdk = require('aws-cdk-lib');

const { aws_cloudfront: cloudfront, aws_cloudfront_origins: origins, aws_lambda: lambda, aws_s3: s3 } = cdk;

function file(...names) {
  return path.join(__dirname, ...names);
}

class Shop extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const host = new cdk.CfnParameter(this, 'OriginHost');
    const store = new cloudfront.KeyValueStore(this, 'Redirects');
    const redirect = new cloudfront.Function(this, 'Redirect', {
      code: cloudfront.FunctionCode.fromFile({ filePath: file('functions', 'redirect.js') }),
      keyValueStore: store,
    });
    const country = new lambda.Function(this, 'Country', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'country.handler',
      memorySize: 256,
      timeout: cdk.Duration.seconds(10),
      code: lambda.Code.fromAsset(file('functions', 'country'), { exclude: ['__pycache__'] }),
    });
    const byCountry = cloudfront.CacheHeaderBehavior.allowList('CloudFront-Viewer-Country');
    const headers = new cloudfront.ResponseHeadersPolicy(this, 'Careful', {
      securityHeadersBehavior: {
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
      },
      customHeadersBehavior: { customHeaders: [{ header: 'X-Shop', value: 'open', override: false }] },
    });
    const key = new cloudfront.PublicKey(this, 'Key', { encodedKey: fs.readFileSync(file('public_key.pem'), 'utf8') });
    const shop = new origins.HttpOrigin(host.valueAsString, { protocolPolicy: 'http-only', httpPort: 8080 });
    const downloads = new s3.Bucket(this, 'Downloads');
    new cloudfront.Distribution(this, 'Shop', {
      defaultBehavior: {
        origin: shop,
        cachePolicy: new cloudfront.CachePolicy(this, 'ByCountry', { headerBehavior: byCountry }),
        responseHeadersPolicy: headers,
        functionAssociations: [{ function: redirect, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
        edgeLambdas: [{ functionVersion: country.currentVersion, eventType: 'origin-request' }],
      },
      additionalBehaviors: {
        '/downloads/*': {
          origin: origins.S3BucketOrigin.withOriginAccessControl(downloads),
          trustedKeyGroups: [new cloudfront.KeyGroup(this, 'Customers', { items: [key] })],
        },
      },
    });
  }
}

const app = new cdk.App({ treeMetadata: false, analyticsReporting: false });
new Shop(app, 'Shop', { stackName: 'the-shop' });
app.synth();
