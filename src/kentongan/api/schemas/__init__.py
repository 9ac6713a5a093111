"""The shape of what machines send and read."""
