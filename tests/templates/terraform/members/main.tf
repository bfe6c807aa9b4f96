provider "aws" {
  region = "us-east-1"
}

data "archive_file" "greeting" {
  type        = "zip"
  source_dir  = "functions/greeting"
  output_path = "build/greeting.zip"
}

resource "aws_iam_role" "edge" {
  name               = "members-edge"
  assume_role_policy = "{}"
}

resource "aws_lambda_function" "greeting" {
  function_name = "members-greeting"
  filename      = data.archive_file.greeting.output_path
  handler       = "greeting.handler"
  runtime       = "python3.13"
  publish       = true
  role          = aws_iam_role.edge.arn
  memory_size   = 256
}

resource "aws_s3_bucket" "films" {
  bucket = "example-films"
}

resource "aws_s3_bucket" "copies" {
  bucket = "example-films-copy"
}

resource "aws_cloudfront_public_key" "signer" {
  name        = "signer"
  encoded_key = file("signer.pem")
}

resource "aws_cloudfront_key_group" "members" {
  name  = "members"
  items = [aws_cloudfront_public_key.signer.id]
}

resource "aws_cloudfront_function" "index" {
  name    = "members-index"
  runtime = "cloudfront-js-2.0"
  code    = "function handler(event) { return event.request; }"
}

resource "aws_cloudfront_response_headers_policy" "strict" {
  name = "members-strict"

  cors_config {
    access_control_allow_credentials = false
    access_control_allow_headers {
      items = ["*"]
    }
    access_control_allow_methods {
      items = ["GET"]
    }
    access_control_allow_origins {
      items = ["https://members.example.com"]
    }
    origin_override = true
  }

  custom_headers_config {
    items {
      header   = "X-Robots-Tag"
      override = true
      value    = "noindex"
    }
  }

  security_headers_config {
    content_type_options {
      override = true
    }
    strict_transport_security {
      access_control_max_age_sec = 600
      override                   = true
    }
  }

  server_timing_headers_config {
    enabled       = false
    sampling_rate = 0
  }
}

resource "aws_cloudfront_origin_request_policy" "language" {
  name = "members-language"
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
    query_string_behavior = "none"
  }
}

resource "aws_cloudfront_distribution" "members" {
  enabled = true
  comment = "films for members"

  origin {
    origin_id   = "films"
    domain_name = aws_s3_bucket.films.bucket_regional_domain_name
  }

  origin {
    origin_id   = "copies"
    domain_name = aws_s3_bucket.copies.bucket_regional_domain_name
  }

  origin_group {
    origin_id = "either"
    failover_criteria {
      status_codes = [500, 503]
    }
    member {
      origin_id = "films"
    }
    member {
      origin_id = "copies"
    }
  }

  default_cache_behavior {
    target_origin_id           = "either"
    viewer_protocol_policy     = "https-only"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    origin_request_policy_id   = aws_cloudfront_origin_request_policy.language.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.strict.id

    lambda_function_association {
      event_type = "origin-request"
      lambda_arn = aws_lambda_function.greeting.qualified_arn
    }

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.index.arn
    }
  }

  ordered_cache_behavior {
    path_pattern           = "/films/*"
    target_origin_id       = "films"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    trusted_key_groups     = [aws_cloudfront_key_group.members.id]
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
