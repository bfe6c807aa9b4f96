variable "host" {}

variable "alias" {}

variable "router_arn" {}

variable "stamp_arn" {}

resource "aws_cloudfront_cache_policy" "this" {
  name        = "cdn-${replace(var.alias, ".", "-")}"
  default_ttl = 10
  parameters_in_cache_key_and_forwarded_to_origin {
    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "all"
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  enabled = true
  aliases = [var.alias]

  origin {
    origin_id   = "www"
    domain_name = var.host
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id       = "www"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = aws_cloudfront_cache_policy.this.id

    lambda_function_association {
      event_type = "viewer-request"
      lambda_arn = var.router_arn
    }

    lambda_function_association {
      event_type = "viewer-response"
      lambda_arn = var.stamp_arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"
    ssl_support_method  = "sni-only"
  }
}
