"""One file per page; each declares a `Page`."""
