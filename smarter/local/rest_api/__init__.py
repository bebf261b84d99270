"""REST API of newer platforms, as far as the embedded platform serves it."""
