"""The only package that imports httpx: clients, transports, exceptions."""
