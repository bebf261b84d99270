"""Uses of the kinds' schemas: validation, explain, scaffold, editor schemas."""
