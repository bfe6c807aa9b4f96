// A status page that is deployed in stages. Each has its functions and certificate in us-east-1, its page in
// Frankfurt, and references between the two regions.

'use strict';

const path = require('node:path');
const cdk = require('aws-cdk-lib');

const {
  aws_certificatemanager: acm, aws_cloudfront: cloudfront, aws_cloudfront_origins: origins, aws_lambda: lambda, aws_s3: s3,
} = cdk;

const account = '123456789012';

class Edge extends cdk.Stack {
  constructor(scope, id, { name, ...props }) {
    super(scope, id, props);
    this.certificate = new acm.Certificate(this, 'Certificate', { domainName: name });
    const door = new lambda.Function(this, 'Door', {
      functionName: `${name.split('.')[0]}-door`,
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'functions', 'door'), { exclude: ['__pycache__'] }),
    });
    this.version = door.currentVersion;
  }
}

class Page extends cdk.Stack {
  constructor(scope, id, { name, edge, ...props }) {
    super(scope, id, props);
    const bucket = new s3.Bucket(this, 'Pages', { websiteIndexDocument: 'index.html' });
    new cloudfront.Distribution(this, 'Status', {
      certificate: edge.certificate,
      domainNames: [name],
      defaultBehavior: {
        origin: new origins.S3StaticWebsiteOrigin(bucket),
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        edgeLambdas: [{ functionVersion: edge.version, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST }],
      },
    });
  }
}

class Status extends cdk.Stage {
  constructor(scope, id, name) {
    super(scope, id);
    const edge = new Edge(this, 'Edge', { name, crossRegionReferences: true, env: { account, region: 'us-east-1' } });
    new Page(this, 'Page', { name, edge, crossRegionReferences: true, env: { account, region: 'eu-central-1' } });
  }
}

const context = { 'aws:cdk:enable-asset-metadata': true };
const app = new cdk.App({ treeMetadata: false, analyticsReporting: false, context });
new Status(app, 'Test', 'test-status.example.com');
new Status(app, 'Live', 'status.example.com');
app.synth();
