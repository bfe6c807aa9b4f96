// A magazine in Ireland, whose edge functions CDK puts into stacks of their own in us-east-1.

'use strict';

const path = require('node:path');
const cdk = require('aws-cdk-lib');

const { aws_cloudfront: cloudfront, aws_cloudfront_origins: origins, aws_lambda: lambda } = cdk;

class Magazine extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const pages = this.function('Pages', {});
    const headers = this.function('Headers', { stackId: 'magazine-headers' });
    new cloudfront.Distribution(this, 'Magazine', {
      defaultBehavior: {
        origin: new origins.HttpOrigin('origin.magazine.example.com'),
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED_FOR_UNCOMPRESSED_OBJECTS,
        edgeLambdas: [
          { functionVersion: pages.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST },
          { functionVersion: headers.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE },
        ],
      },
    });
  }

  function(id, props) {
    const folder = path.join(__dirname, 'functions', id.toLowerCase());
    return new cloudfront.experimental.EdgeFunction(this, id, {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: `${id.toLowerCase()}.handler`,
      code: lambda.Code.fromAsset(folder, { exclude: ['__pycache__'] }),
      ...props,
    });
  }
}

const app = new cdk.App({ treeMetadata: false, analyticsReporting: false });
new Magazine(app, 'Magazine', { env: { region: 'eu-west-1' } });
app.synth();
