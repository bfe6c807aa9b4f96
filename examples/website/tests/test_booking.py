import responses
from pytest_lambda_edge import assert_not_short_circuited, assert_response, assert_short_circuited

BOOKINGS = "https://bookings-origin.example.com"


def test_bookings_are_open_outside_of_the_windows(site, edge_clock):
    edge_clock.move_to("2030-03-05T01:59:59Z")
    responses.get(f"{BOOKINGS}/booking/rooms", body="12 rooms")
    result = site.get("/booking/rooms")
    assert_not_short_circuited(result)
    assert_response(result, status=200, body="12 rooms")


def test_a_window_shows_the_maintenance_page(site, edge_clock):
    edge_clock.move_to("2030-03-05T03:00:00Z")
    result = site.get("/booking/rooms")
    assert_short_circuited(result, by="origin-request")
    assert_response(result, status=503, headers={"retry-after": "3600"})
    assert "It opens again at 04:00 UTC." in result.text


def test_rooms_that_are_cached_are_still_shown_in_a_window(site, edge_clock):
    edge_clock.move_to("2030-03-05T01:59:00Z")
    responses.get(f"{BOOKINGS}/booking/rooms", body="12 rooms", headers={"Cache-Control": "max-age=300"})
    site.get("/booking/rooms")
    edge_clock.move_to("2030-03-05T02:01:00Z")
    assert_response(site.get("/booking/rooms"), status=200, body="12 rooms")


def test_bookings_open_again_within_ten_seconds_of_the_end(site, edge_clock):
    edge_clock.move_to("2030-03-05T03:59:55Z")
    assert_response(site.get("/booking/rooms"), status=503, headers={"retry-after": "5"})

    responses.get(f"{BOOKINGS}/booking/rooms", body="12 rooms")
    edge_clock.move_to("2030-03-05T04:00:04Z")
    assert_response(site.get("/booking/rooms"), status=503)  # cached: an error is, for 10 seconds
    edge_clock.move_to("2030-03-05T04:00:06Z")
    assert_response(site.get("/booking/rooms"), status=200, body="12 rooms")
