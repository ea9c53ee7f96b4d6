"""Readers turn one delivered file into one table of text; they decide nothing about meaning."""
