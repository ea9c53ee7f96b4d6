"""What the next months probably bring, how wide "probably" is, and how often that was right (forecast.md 9)."""

from metrics.forecast.family import SeriesForecast, family_matrix, forecast_family

__all__ = ["SeriesForecast", "family_matrix", "forecast_family"]
