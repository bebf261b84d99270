"""`smarter sets`: list, rename and release apply sets."""
