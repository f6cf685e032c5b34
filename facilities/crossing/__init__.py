"""Applications to move waste to another province: what they say, what they lack, and the authorities' clocks."""
