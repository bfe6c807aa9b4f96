variable "name" {}

variable "folder" {}

data "archive_file" "code" {
  type        = "zip"
  source_dir  = var.folder
  output_path = "${path.root}/build/${var.name}.zip"
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = "{}"
}

resource "aws_lambda_function" "this" {
  count         = 1
  function_name = var.name
  filename      = data.archive_file.code.output_path
  handler       = "app.handler"
  runtime       = "python3.13"
  publish       = true
  role          = aws_iam_role.this.arn
}

output "qualified_arn" {
  value = aws_lambda_function.this[0].qualified_arn
}
