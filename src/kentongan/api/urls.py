"""The JSON API, version 1."""

from ninja import NinjaAPI

api = NinjaAPI(title="Kentongan", version="1", urls_namespace="api")
