"""What the published views promise: reading contracts and consumers, and telling of them in words."""

from checker.contracts.load import Loaded, load, with_contracts
from checker.contracts.odcs import read

__all__ = ["Loaded", "load", "read", "with_contracts"]
