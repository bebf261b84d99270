"""Reference graphs: order, resources and drawings."""
