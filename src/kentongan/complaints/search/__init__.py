"""Finding complaints by words: what is kept (triggers), how old ones are filled in, how one asks."""
