provider "aws" { region = "us-east-1" }

data "archive_file" "door" {
  type        = "zip"
  source_dir  = "functions/door"
  output_path = "door.zip"
}

resource "aws_iam_role" "r" { assume_role_policy = "{}" }

resource "aws_lambda_function" "door" {
  function_name = "fair-door"
  filename      = data.archive_file.door.output_path
  handler       = "index.handler"
  runtime       = "python3.13"
  publish       = true
  role          = aws_iam_role.r.arn
}

resource "aws_s3_bucket" "pages" { bucket = "example-fair" }

resource "aws_cloudfront_cache_policy" "p" {
  name = "fair"
  parameters_in_cache_key_and_forwarded_to_origin {
    cookies_config { cookie_behavior = "none" }
    headers_config { header_behavior = "none" }
    query_strings_config { query_string_behavior = "none" }
  }
}

module "cdn" {
  source = "./modules/cdn"
  origin = {
    s3 = { domain_name = aws_s3_bucket.pages.bucket_regional_domain_name, oac = true }
  }
  default_cache_behavior = {
    target_origin_id = "s3"
    cache_policy_id  = aws_cloudfront_cache_policy.p.id
    lambda_function_association = {
      viewer-request = { lambda_arn = aws_lambda_function.door.qualified_arn }
      origin-request = { lambda_arn = aws_lambda_function.door.qualified_arn, include_body = true }
    }
  }
}
