"""Finding the handler of a request, checking its parameters, finishing its answer."""

from typing import TYPE_CHECKING, Any

from .controller import Controller
from .declared import DeclaredRoute, load_routes
from .errors import RestError, no_route
from .request import RestRequest
from .response import Links, RestResponse, select_fields
from .schema import SchemaError, sanitize, validate

if TYPE_CHECKING:
    from ..store import Store


class Endpoint:
    """A declared route with the controller that serves it."""

    def __init__(
        self, route: DeclaredRoute, controller: Controller, handlers: dict[str, str]
    ):
        self.route = route
        self.controller = controller
        self.handlers = handlers

    def allowed_methods(self, request: RestRequest) -> list[str]:
        """Return the methods that the request's user may use here."""
        return [name for name in self.route.methods if self._allows(name, request)]

    def _allows(self, method: str, request: RestRequest) -> bool:
        if method not in self.handlers:
            return False
        try:
            self.controller.permit(self.handlers[method], request)
        except RestError:
            return False
        return True


class Dispatcher:
    """Routes requests to controllers as the WordPress REST server does."""

    def __init__(self, store: "Store", controllers: list[type[Controller]]):
        self.store = store
        self.declared = declared = load_routes()
        served: dict[str, Endpoint] = {}
        for controller_class in controllers:
            controller = controller_class(store)
            for pattern, handlers in controller.routes.items():
                route = declared.get(pattern) or undeclared(pattern, handlers)
                served[pattern] = Endpoint(route, controller, handlers)
                if handlers.get("POST") == "create":
                    controller.collection_arguments = route.arguments("POST")
        order = {pattern: place for place, pattern in enumerate(declared)}
        self.endpoints = sorted(
            served.values(), key=lambda e: order.get(e.route.pattern, len(order))
        )

    def handle(self, request: RestRequest) -> RestResponse:
        """Answer a request; errors become answers too."""
        matched: list[Endpoint] = []
        try:
            response = self._dispatch(request, matched)
        except RestError as error:
            response = RestResponse(error.body(), error.status, dict(error.headers))
        if matched:
            allowed = matched[0].allowed_methods(request)
            if allowed:
                response.headers["Allow"] = ", ".join(allowed)
        self.add_target_hints(response.links, request)
        if request.query.get("_fields") and response.status < 400:
            response = select_fields(response, request.query["_fields"])
        return _enveloped(response) if "_envelope" in request.query else response

    def add_target_hints(self, links: Links | None, request: RestRequest) -> None:
        """Say in each link to itself which methods the user may use there."""
        for link in (links or {}).get("self", []):
            path = link["href"].partition("/wp-json")[2]
            allowed = self._allowed_at(path, request)
            if allowed:
                link["targetHints"] = {"allow": allowed}

    def _allowed_at(self, path: str, request: RestRequest) -> list[str]:
        """Return the methods a user may use at a path, also one that is not served."""
        try:
            found = self._match(RestRequest("GET", path, user=request.user))
        except RestError:
            manager = request.user is not None and request.user.manages_store
            known = (r for r in self.declared.values() if r.expression.fullmatch(path))
            return next((route.methods for route in known if manager), [])
        return found.allowed_methods(self._probe(found, path, request))

    def _probe(self, endpoint: Endpoint, path: str, request: RestRequest):
        probe = RestRequest("GET", path, user=request.user)
        probe.url = _path_parameters(endpoint, path)
        probe.memory = request.memory
        return probe

    def _dispatch(self, request: RestRequest, matched: list[Endpoint]) -> RestResponse:
        endpoint = self._match(request)
        matched.append(endpoint)
        request.url = _path_parameters(endpoint, request.path)
        method = "GET" if request.method == "HEAD" else request.method
        if method == "OPTIONS":
            return RestResponse(endpoint.route.describe(self.store.site_url))
        declared = endpoint.route.arguments(method)
        handler = endpoint.handlers[method]
        check_parameters(request, endpoint.controller.arguments(method, declared))
        endpoint.controller.permit(handler, request)
        return getattr(endpoint.controller, handler)(request)

    def _match(self, request: RestRequest) -> Endpoint:
        method = "GET" if request.method == "HEAD" else request.method
        path = _versioned(request.path)
        for endpoint in self.endpoints:
            takes = method in endpoint.handlers or method == "OPTIONS"
            if takes and endpoint.route.expression.fullmatch(path):
                return endpoint
        raise no_route()


def undeclared(pattern: str, handlers: dict[str, str]) -> DeclaredRoute:
    """Return a route that the index does not describe."""
    return DeclaredRoute(pattern, [{"methods": list(handlers), "args": {}}])


def check_parameters(request: RestRequest, arguments: dict[str, Any]) -> None:
    """Validate and convert the parameters, raising ``RestError`` for the wrong ones."""
    if request.body_error:
        raise request.body_error
    request.defaults = {
        name: arg["default"] for name, arg in arguments.items() if "default" in arg
    }
    missing = [name for name, arg in arguments.items() if arg.get("required") is True]
    missing = [name for name in missing if name not in request]
    if missing:
        message = f"Missing parameter(s): {', '.join(missing)}"
        raise RestError("rest_missing_callback_param", message, params=missing)
    faults: dict[str, SchemaError] = {}
    for name, arg in arguments.items():
        if name in request:
            _check(faults, name, request[name], arg)
    if faults:
        raise _invalid(faults)
    for source in request.sources()[:-1]:
        for name in [name for name in source if name in arguments]:
            source[name] = sanitize(source[name], arguments[name])


def _check(faults: dict[str, SchemaError], name: str, value: Any, arg: dict) -> None:
    try:
        validate(value, arg, name)
    except SchemaError as fault:
        faults[name] = fault


def _invalid(faults: dict[str, SchemaError]) -> RestError:
    return RestError(
        "rest_invalid_param",
        f"Invalid parameter(s): {', '.join(faults)}",
        params={name: fault.message for name, fault in faults.items()},
        details={name: fault.details() for name, fault in faults.items()},
    )


def _versioned(path: str) -> str:
    """Return the path to match: the older versions are served by the present one."""
    path = path.rstrip("/") or "/"
    for version in ("/wc/v1/", "/wc/v2/"):
        if path.startswith(version):
            return "/wc/v3/" + path[len(version) :]
    return path


def _path_parameters(endpoint: Endpoint, path: str) -> dict[str, str]:
    match = endpoint.route.expression.fullmatch(_versioned(path.partition("?")[0]))
    return match.groupdict() if match else {}


def _enveloped(response: RestResponse) -> RestResponse:
    """Put status and headers into the body, as ``_envelope`` asks for."""
    body = {
        "body": response.body(),
        "status": response.status,
        "headers": response.headers,
    }
    return RestResponse(body)
