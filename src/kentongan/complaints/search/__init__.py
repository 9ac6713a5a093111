"""Finding complaints by words: what is kept (triggers), how old ones are filled in, how one asks."""

SHORTEST_BEGINNING = 3  # of a word not finished yet: two letters begin a tenth of all words
