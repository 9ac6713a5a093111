"""The JSON API, version 1; its reference is served at `/api/v1/openapi.json`."""

from ninja import NinjaAPI

from kentongan.api.views import complaints

api = NinjaAPI(title="Kentongan", version="1", urls_namespace="api", docs_url=None)
api.add_router("", complaints.router)
