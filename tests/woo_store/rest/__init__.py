"""The conventions of the WordPress REST API: parameters, errors, paging, links."""
