"""`smarter guardrail`: try guardrails."""
