"""Fill the contract: files in, typed and reconciled canonical rows out."""
