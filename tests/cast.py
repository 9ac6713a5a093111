"""The same small government as the demo's: what a visitor sees is what the tests use."""

from kentongan.demo.cast import PASSWORD, Cast, Member, load

__all__ = ["PASSWORD", "Cast", "Member", "load"]
