provider "aws" {
  region = var.region
}

variable "region" {
  default = "us-east-1"
}

resource "aws_s3_bucket" "pages" {
  force_destroy = true
}

resource "aws_s3_bucket" "archive" {
  bucket = "example-docs-archive"
}

resource "aws_cloudfront_origin_access_identity" "docs" {}

data "archive_file" "expires" {
  type        = "zip"
  source_file = "functions/expires.py"
  output_path = "expires.zip"
}

data "archive_file" "gone" {
  type                    = "zip"
  source_content          = "def handler(event, context):\n    return {'status': '410', 'body': 'gone'}\n"
  source_content_filename = "gone.py"
  output_path             = "gone.zip"
}

resource "aws_iam_role" "edge" {
  assume_role_policy = "{}"
}

resource "aws_lambda_function" "expires" {
  function_name = "docs-expires"
  filename      = data.archive_file.expires.output_path
  handler       = "expires.handler"
  runtime       = "python3.12"
  publish       = true
  role          = aws_iam_role.edge.arn
}

resource "aws_lambda_function" "gone" {
  function_name = "docs-gone"
  filename      = data.archive_file.gone.output_path
  handler       = "gone.handler"
  runtime       = "python3.12"
  publish       = true
  role          = aws_iam_role.edge.arn
}


resource "aws_cloudfront_distribution" "docs" {
  enabled = true
  comment = "documentation"

  origin {
    origin_id   = aws_s3_bucket.pages.id
    domain_name = aws_s3_bucket.pages.bucket_regional_domain_name
    s3_origin_config {
      origin_access_identity = aws_cloudfront_origin_access_identity.docs.cloudfront_access_identity_path
    }
  }

  default_cache_behavior {
    target_origin_id       = aws_s3_bucket.pages.id
    viewer_protocol_policy = "allow-all"
    allowed_methods        = ["HEAD", "GET"]
    cached_methods         = ["HEAD", "GET"]
    min_ttl                = 0
    default_ttl            = 60
    max_ttl                = 600

    forwarded_values {
      query_string = true
      headers      = ["Origin"]
      cookies {
        forward = "none"
      }
    }

    lambda_function_association {
      event_type = "origin-response"
      lambda_arn = "${aws_lambda_function.expires.arn}:${aws_lambda_function.expires.version}"
    }
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

resource "aws_cloudfront_distribution" "archive" {
  enabled = true
  comment = "old documentation"

  origin {
    origin_id   = aws_s3_bucket.archive.id
    domain_name = aws_s3_bucket.archive.bucket_regional_domain_name
    s3_origin_config {
      origin_access_identity = aws_cloudfront_origin_access_identity.docs.cloudfront_access_identity_path
    }
  }

  default_cache_behavior {
    target_origin_id       = aws_s3_bucket.archive.id
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["HEAD", "GET"]
    cached_methods         = ["HEAD", "GET"]

    forwarded_values {
      query_string = false
      cookies {
        forward = "none"
      }
    }

    lambda_function_association {
      event_type = "viewer-request"
      lambda_arn = aws_lambda_function.gone.qualified_arn
    }
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
