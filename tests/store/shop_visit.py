"""A shopper in the Store API."""

import requests

ADDRESS = {
    "first_name": "Zoë",
    "last_name": "O'Neil & Co",
    "address_1": "1 rue du Test",
    "city": "Paris",
    "postcode": "75004",
    "country": "FR",
    "email": "zoe@example.com",
}


class Visit:
    """One shopper with one cart."""

    def __init__(self, address):
        self.address = f"{address}/wp-json/wc/store/v1/"
        self.session = requests.Session()
        self.session.trust_env = False
        token = self.send("GET", "cart").headers["Cart-Token"]
        self.session.headers["Cart-Token"] = token

    def send(self, method, path, body=None):
        """Send a request and return the response as it came."""
        return self.session.request(method, self.address + path, json=body, timeout=30)

    def post(self, path, **body):
        """Return the JSON of a POST that succeeds."""
        answer = self.send("POST", path, body)
        assert answer.ok, answer.text
        return answer.json()
