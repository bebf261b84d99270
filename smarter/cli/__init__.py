"""The command `smarter`: parses, calls, prints. What it calls lives in the other rooms."""
