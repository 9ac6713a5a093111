"""The ladder at work: when a clock is half over, nearly over, over, and long over."""
