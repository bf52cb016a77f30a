"""What the plan stores, by subject."""

from .models_budget import Budget, CostLine, IncomeLine, OwnTimeLine, SalesLine

__all__ = ["Budget", "CostLine", "IncomeLine", "OwnTimeLine", "SalesLine"]
