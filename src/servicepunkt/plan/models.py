"""What the plan stores, by subject."""

from .models_budget import Budget, CostLine, IncomeLine, OwnTimeLine, Purchase, SalesLine
from .models_legal import LegalValue

__all__ = ["Budget", "CostLine", "IncomeLine", "LegalValue", "OwnTimeLine", "Purchase", "SalesLine"]
