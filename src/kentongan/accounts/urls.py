"""Sign-in, sign-up, passwords and addresses: allauth's pages with our templates, under `/akun/`."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls"))]
