"""Kentongan: hear, dispatch, answer and account for the complaints of citizens."""

__version__ = "0.1.0"
