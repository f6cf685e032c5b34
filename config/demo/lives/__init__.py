"""What becomes of waste, told step by step. Every step is an action that somebody takes at a desk or on the road."""
