"""Models of the REST API of newer platforms, a module a part of the API."""
