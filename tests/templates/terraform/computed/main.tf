# A reading room, written as briefly as the provider allows: it fills in the rest.

provider "aws" {
  region = "us-east-1"
}

data "archive_file" "door" {
  type        = "zip"
  source_dir  = "${path.module}/functions/door"
  output_path = "${path.module}/build/door.zip"
}

resource "aws_iam_role" "edge" {
  name               = "reading-room-edge"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_lambda_function" "door" {
  function_name = "reading-room-door"
  filename      = data.archive_file.door.output_path
  handler       = "index.handler"
  runtime       = "python3.13"
  publish       = true
  role          = aws_iam_role.edge.arn
}

resource "aws_cloudfront_function" "slash" {
  name    = "reading-room-slash"
  runtime = "cloudfront-js-2.0"
  code    = "function handler(event) { return event.request; }"
}

resource "aws_cloudfront_cache_policy" "pages" {
  name = "reading-room-pages"
  parameters_in_cache_key_and_forwarded_to_origin {
    cookies_config { cookie_behavior = "none" }
    headers_config { header_behavior = "none" }
    query_strings_config { query_string_behavior = "none" }
  }
}

resource "aws_cloudfront_origin_request_policy" "pages" {
  name = "reading-room-pages"
  cookies_config { cookie_behavior = "none" }
  headers_config { header_behavior = "none" }
  query_strings_config { query_string_behavior = "all" }
}

resource "aws_cloudfront_response_headers_policy" "pages" {
  name = "reading-room-pages"
  security_headers_config {
    content_type_options { override = true }
  }
}

resource "aws_s3_bucket" "pages" {}

resource "aws_cloudfront_distribution" "room" {
  enabled = true

  origin {
    origin_id   = "pages"
    domain_name = aws_s3_bucket.pages.bucket_regional_domain_name
  }

  default_cache_behavior {
    target_origin_id           = "pages"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = aws_cloudfront_cache_policy.pages.id
    origin_request_policy_id   = aws_cloudfront_origin_request_policy.pages.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.pages.id
    lambda_function_association {
      event_type = "viewer-request"
      lambda_arn = aws_lambda_function.door.qualified_arn
    }
  }

  ordered_cache_behavior {
    path_pattern           = "/old/*"
    target_origin_id       = "pages"
    viewer_protocol_policy = "allow-all"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    forwarded_values {
      query_string = false
      cookies { forward = "none" }
    }
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.slash.arn
    }
  }

  restrictions {
    geo_restriction { restriction_type = "none" }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
