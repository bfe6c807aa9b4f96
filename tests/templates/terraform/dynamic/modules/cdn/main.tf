variable "origin" { type = any }

variable "default_cache_behavior" { type = any }

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = "x"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "this" {
  count   = 1
  enabled = true
  dynamic "origin" {
    for_each = var.origin
    content {
      domain_name              = origin.value.domain_name
      origin_id                = lookup(origin.value, "origin_id", origin.key)
      origin_access_control_id = aws_cloudfront_origin_access_control.this.id
    }
  }
  dynamic "default_cache_behavior" {
    for_each = [var.default_cache_behavior]
    iterator = i
    content {
      target_origin_id       = i.value["target_origin_id"]
      viewer_protocol_policy = "allow-all"
      allowed_methods        = ["GET", "HEAD"]
      cached_methods         = ["GET", "HEAD"]
      cache_policy_id        = lookup(i.value, "cache_policy_id", null)
      dynamic "lambda_function_association" {
        for_each = lookup(i.value, "lambda_function_association", {})
        iterator = l
        content {
          event_type   = l.key
          lambda_arn   = l.value.lambda_arn
          include_body = lookup(l.value, "include_body", null)
        }
      }
    }
  }
  restrictions {
    geo_restriction { restriction_type = "none" }
  }
  viewer_certificate { cloudfront_default_certificate = true }
}
