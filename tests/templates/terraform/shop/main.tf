terraform {
  required_providers {
    archive = { source = "hashicorp/archive" }
    aws     = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

variable "aliases" {
  default = ["shop.example.com"]
}

variable "stage" {
  default = "test"
}

locals {
  functions = {
    sign_in = "viewer-request"
    rewrite = "origin-request"
    headers = "origin-response"
  }
}

data "archive_file" "function" {
  for_each    = local.functions
  type        = "zip"
  source_dir  = "${path.module}/functions/${each.key}"
  output_path = "${path.module}/build/${each.key}.zip"
}

resource "aws_iam_role" "edge" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Action    = "sts:AssumeRole"
      Effect    = "Allow"
      Principal = { Service = ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] }
    }]
  })
}

resource "aws_lambda_function" "edge" {
  for_each         = local.functions
  provider         = aws.us_east_1
  function_name    = "shop-${var.stage}-${each.key}"
  filename         = data.archive_file.function[each.key].output_path
  source_code_hash = data.archive_file.function[each.key].output_base64sha256
  handler          = "index.handler"
  runtime          = "python3.13"
  publish          = true
  role             = aws_iam_role.edge.arn
  timeout          = 5
}

resource "aws_s3_bucket" "pages" {}

resource "aws_lb" "api" {
  name = "shop-api"
}

resource "aws_cloudfront_origin_access_control" "pages" {
  name                              = "shop-pages"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

data "aws_cloudfront_cache_policy" "optimized" {
  name = "Managed-CachingOptimized"
}

data "aws_cloudfront_origin_request_policy" "all_viewer" {
  name = "Managed-AllViewer"
}

resource "aws_cloudfront_cache_policy" "catalog" {
  name        = "shop-catalog"
  min_ttl     = 1
  default_ttl = 60
  max_ttl     = 300
  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_gzip = true
    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "whitelist"
      headers {
        items = ["Accept-Language"]
      }
    }
    query_strings_config {
      query_string_behavior = "whitelist"
      query_strings {
        items = ["page", "sort"]
      }
    }
  }
}

resource "aws_cloudfront_distribution" "shop" {
  enabled             = true
  comment             = "the shop (${var.stage})"
  aliases             = var.aliases
  default_root_object = "index.html"
  price_class         = "PriceClass_100"

  origin {
    origin_id                = "pages"
    domain_name              = aws_s3_bucket.pages.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.pages.id
  }

  origin {
    origin_id   = "api"
    domain_name = aws_lb.api.dns_name
    origin_path = "/v2"
    custom_header {
      name  = "X-From"
      value = "cloudfront"
    }
    custom_header {
      name  = "X-Stage"
      value = var.stage
    }
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id       = "pages"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    compress               = true
    cache_policy_id        = data.aws_cloudfront_cache_policy.optimized.id

    lambda_function_association {
      event_type = "origin-request"
      lambda_arn = aws_lambda_function.edge["rewrite"].qualified_arn
    }

    lambda_function_association {
      event_type = "origin-response"
      lambda_arn = aws_lambda_function.edge["headers"].qualified_arn
    }
  }

  ordered_cache_behavior {
    path_pattern           = "/api/catalog/*"
    target_origin_id       = "api"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = aws_cloudfront_cache_policy.catalog.id
  }

  ordered_cache_behavior {
    path_pattern             = "/api/*"
    target_origin_id         = "api"
    viewer_protocol_policy   = "https-only"
    allowed_methods          = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods           = ["GET", "HEAD"]
    cache_policy_id          = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    origin_request_policy_id = data.aws_cloudfront_origin_request_policy.all_viewer.id

    lambda_function_association {
      event_type   = "viewer-request"
      include_body = true
      lambda_arn   = aws_lambda_function.edge["sign_in"].qualified_arn
    }
  }

  custom_error_response {
    error_code            = 404
    response_code         = 404
    response_page_path    = "/missing.html"
    error_caching_min_ttl = 30
  }

  custom_error_response {
    error_code = 503
  }

  restrictions {
    geo_restriction {
      restriction_type = "blacklist"
      locations        = ["AQ"]
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }

  tags = { Stage = var.stage }
}
