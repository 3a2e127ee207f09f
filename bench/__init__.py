"""The budgets of the product, measured on this machine: each module measures one and gives back rows."""
