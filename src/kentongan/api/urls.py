"""The JSON API, version 1; its reference is served at `/api/v1/docs` and `/api/v1/openapi.json`."""

from kentongan.api import problems
from kentongan.api.reference import Api
from kentongan.api.views import complaints, docs, intake, office, reference, reporter

api = Api(title="Kentongan", version="1", urls_namespace="api", docs_url=None, openapi_url=None)
problems.install(api)
api.add_router("", intake.public)
api.add_router("", complaints.router)
api.add_router("", reporter.router)
api.add_router("", reporter.uploads)
api.add_router("", reference.router)
api.add_router("", intake.router)
api.add_router("", office.router)
api.add_router("", docs.router)
