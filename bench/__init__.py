"""The budgets of the product, measured on this machine. Each module measures one and returns rows."""
