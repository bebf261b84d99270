"""`smarter mcp`: look at MCP clients."""
