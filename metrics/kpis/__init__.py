"""One file per family, one declaration per KPI; the folder is the registry."""
