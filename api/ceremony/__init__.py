"""A round walked by hand, step by step, each step recorded with its moment before the next one can be known."""
