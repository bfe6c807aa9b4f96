// members.example.com: pages of a bucket for those who have signed in. The functions are deployed to us-east-1,
// wherever the stack is.

'use strict';

const path = require('node:path');
const cdk = require('aws-cdk-lib');

const { aws_cloudfront: cloudfront, aws_cloudfront_origins: origins, aws_lambda: lambda, aws_s3: s3 } = cdk;

class Members extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const pages = new s3.Bucket(this, 'Pages');
    const signIn = this.edgeFunction('SignIn', 'sign_in');
    const headers = this.edgeFunction('Headers', 'headers');

    new cloudfront.Distribution(this, 'Site', {
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(pages),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED_FOR_UNCOMPRESSED_OBJECTS,
        edgeLambdas: [
          { functionVersion: signIn.currentVersion, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST },
          { functionVersion: headers.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE },
        ],
      },
      additionalBehaviors: {
        '/public/*': { origin: new origins.HttpOrigin('public.example.com') },
      },
    });
  }

  edgeFunction(id, folder) {
    return new cloudfront.experimental.EdgeFunction(this, id, {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'functions', folder), { exclude: ['__pycache__'] }),
    });
  }
}

const app = new cdk.App({ analyticsReporting: false, treeMetadata: false });
new Members(app, 'Members', { env: { region: 'eu-west-1' } });
app.synth();
