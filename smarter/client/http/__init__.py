"""The only package that imports httpx: clients, transports, and the translation of its exceptions."""
