"""The sites that the registry's tiles are measured beside; run in an environment of their own, never imported here."""
