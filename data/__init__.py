"""The contract: canonical tables, the warehouse door, the store and the settings. Imports nothing of ours."""
