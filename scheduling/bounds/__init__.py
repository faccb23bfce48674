"""How good a plan is: the six levels, and for each a figure that no plan undercuts."""
