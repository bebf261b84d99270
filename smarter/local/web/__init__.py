"""The web page of the embedded platform, the data that it asks for, and the description of the API."""
