"""OpenAI-like APIs of the embedded platform."""
