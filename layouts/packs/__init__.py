"""One file per export format; each declares a `Pack`. An export carries what the screen shows, never more."""
