"""Which room answers which door."""

urlpatterns: list = []
