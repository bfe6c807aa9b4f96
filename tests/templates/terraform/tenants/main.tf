provider "aws" {
  region = "us-east-1"
}

variable "tenants" {
  default = {
    blue  = { host = "blue-origin.example.com", alias = "blue.example.com" }
    green = { host = "green-origin.example.com", alias = "green.example.com" }
  }
}

module "router" {
  source = "./modules/edge_function"
  name   = "tenants-router"
  folder = "${path.module}/functions/router"
}

module "stamp" {
  for_each = var.tenants
  source   = "./modules/edge_function"
  name     = "tenants-stamp-${each.key}"
  folder   = "${path.module}/functions/stamp"
}

module "site" {
  for_each   = var.tenants
  source     = "./modules/site"
  tenant     = each.key
  host       = each.value.host
  alias      = each.value.alias
  router_arn = module.router.qualified_arn
  stamp_arn  = module.stamp[each.key].qualified_arn
}
