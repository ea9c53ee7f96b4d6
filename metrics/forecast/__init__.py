"""What the next months probably bring, how wide "probably" is, and how often that was right (forecast.md 9)."""

from metrics.forecast.family import SeriesForecast, forecast_family

__all__ = ["SeriesForecast", "forecast_family"]
