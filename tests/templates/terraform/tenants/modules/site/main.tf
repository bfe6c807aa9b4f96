variable "tenant" {}

variable "host" {}

variable "alias" {}

variable "router_arn" {}

variable "stamp_arn" {}

module "cdn" {
  source     = "./cdn"
  host       = var.host
  alias      = var.alias
  router_arn = var.router_arn
  stamp_arn  = var.stamp_arn
}
