"""Whether the worker was asked to end: a sweep looks here between two items."""

from threading import Event

requested = Event()
