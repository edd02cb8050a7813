"""Who did what: facts in a chain of hashes. Knows no feature's nouns, and keeps no name, address, text or secret."""
