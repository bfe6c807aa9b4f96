PAGES = {
    "/team": "/about/",
    "/jobs": "/careers/",
}
