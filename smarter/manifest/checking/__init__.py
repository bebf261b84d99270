"""Checks of documents, resources and sets of manifests."""
