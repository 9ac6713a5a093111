"""Old registers and lists of other offices: a spreadsheet, checked first, then submitted row by row."""
