"""Export: live resources as manifests."""
