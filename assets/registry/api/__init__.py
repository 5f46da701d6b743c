"""The API of assets, their history and the districts."""
