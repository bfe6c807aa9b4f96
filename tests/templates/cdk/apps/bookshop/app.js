// The bookshop, which ../../../same_site has in every other format; its functions are those there.

'use strict';

const path = require('node:path');
const cdk = require('aws-cdk-lib');

const {
  aws_certificatemanager: acm,
  aws_cloudfront: cloudfront,
  aws_cloudfront_origins: origins,
  aws_lambda: lambda,
  aws_s3: s3,
} = cdk;

const FUNCTIONS = path.join(__dirname, '..', '..', '..', 'same_site', 'functions');
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/5c9a4f2e-0f5e-4c0a-9d51-2a4f3f2f7d10';

class Bookshop extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const rewrite = new cloudfront.Function(this, 'IndexRewrite', {
      comment: 'Folders have an index.html',
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromFile({ filePath: path.join(FUNCTIONS, 'index_rewrite.js') }),
    });
    const door = this.edgeFunction('Door', 'door', 5, 128);
    const marks = this.edgeFunction('Marks', 'marks', 10, 256);
    const pages = this.bucket('Pages', 'bookshop-pages', 'eu-central-1');
    const spare = this.bucket('Spare', 'bookshop-pages-spare', 'us-west-2', '/current');
    const api = new origins.HttpOrigin('api.books.example.com', {
      originPath: '/v2',
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      readTimeout: cdk.Duration.seconds(20),
      keepaliveTimeout: cdk.Duration.seconds(15),
      connectionAttempts: 2,
      connectionTimeout: cdk.Duration.seconds(5),
      customHeaders: { 'X-Shop-Key': 'open-sesame', 'X-Stage': 'production' },
    });
    new cloudfront.Distribution(this, 'Site', {
      comment: 'The bookshop',
      domainNames: ['books.example.com', 'www.books.example.com'],
      certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', CERTIFICATE),
      defaultRootObject: 'index.html',
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      geoRestriction: cloudfront.GeoRestriction.allowlist('DE', 'AT', 'CH'),
      errorResponses: [
        {
          httpStatus: 404,
          responseHttpStatus: 404,
          responsePagePath: '/errors/404.html',
          ttl: cdk.Duration.minutes(1),
        },
        { httpStatus: 503, ttl: cdk.Duration.seconds(0) },
      ],
      defaultBehavior: {
        origin: new origins.OriginGroup({
          primaryOrigin: pages,
          fallbackOrigin: spare,
          fallbackStatusCodes: [500, 502, 503, 504],
        }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: this.cachePolicy(),
        responseHeadersPolicy: this.responseHeadersPolicy(),
        functionAssociations: [{ function: rewrite, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
        edgeLambdas: [
          { functionVersion: marks.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE },
        ],
      },
      additionalBehaviors: {
        '/api/*': {
          origin: api,
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS,
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
          edgeLambdas: [
            {
              functionVersion: door.currentVersion,
              eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST,
              includeBody: true,
            },
          ],
        },
        '/covers/*.jpg': { origin: pages, compress: false },
      },
    });
  }

  edgeFunction(id, folder, seconds, memorySize) {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'index.handler',
      timeout: cdk.Duration.seconds(seconds),
      memorySize,
      code: lambda.Code.fromAsset(path.join(FUNCTIONS, folder), { exclude: ['__pycache__'] }),
    });
  }

  bucket(id, bucketName, region, originPath) {
    const bucket = s3.Bucket.fromBucketAttributes(this, id, { bucketName, region });
    return origins.S3BucketOrigin.withOriginAccessControl(bucket, { originPath });
  }

  cachePolicy() {
    return new cloudfront.CachePolicy(this, 'PagesPolicy', {
      minTtl: cdk.Duration.seconds(1),
      defaultTtl: cdk.Duration.hours(1),
      maxTtl: cdk.Duration.days(1),
      headerBehavior: cloudfront.CacheHeaderBehavior.allowList('CloudFront-Viewer-Country'),
      queryStringBehavior: cloudfront.CacheQueryStringBehavior.allowList('lang', 'page'),
      enableAcceptEncodingGzip: true,
    });
  }

  responseHeadersPolicy() {
    return new cloudfront.ResponseHeadersPolicy(this, 'PagesHeaders', {
      corsBehavior: {
        accessControlAllowCredentials: false,
        accessControlAllowHeaders: ['X-Requested-With'],
        accessControlAllowMethods: ['GET', 'HEAD'],
        accessControlAllowOrigins: ['https://admin.books.example.com'],
        accessControlMaxAge: cdk.Duration.minutes(10),
        originOverride: true,
      },
      securityHeadersBehavior: {
        strictTransportSecurity: {
          accessControlMaxAge: cdk.Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override: false },
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'self'", override: true },
      },
      customHeadersBehavior: { customHeaders: [{ header: 'X-Shop', value: 'books', override: false }] },
      removeHeaders: ['X-Powered-By'],
      serverTimingSamplingRate: 50,
    });
  }
}

const app = new cdk.App({ treeMetadata: false, analyticsReporting: false });
new Bookshop(app, 'Bookshop', { env: { region: 'us-east-1' } });
app.synth();
