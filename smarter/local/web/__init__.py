"""The web page of the embedded platform, its data, and the API's description."""
