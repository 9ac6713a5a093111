"""The shape of what officers type. Whether a step is allowed is for the services to say."""
