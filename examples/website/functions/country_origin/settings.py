"""Which shop serves which country; every other country is served by the distribution's own origin."""

SHOPS = {
    "CA": "shop-us.example.com",
    "MX": "shop-us.example.com",
    "US": "shop-us.example.com",
    "JP": "shop-jp.example.com",
}
