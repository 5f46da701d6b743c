"""The administration of the registry: people, districts, assets of every class, changesets, code classes."""

from assets.registry.admin import assets, lists, people, places

__all__ = ["assets", "lists", "people", "places"]
