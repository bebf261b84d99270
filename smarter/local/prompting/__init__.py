"""Prompting of the embedded platform's chatbots."""
