"""From checks to visits: what falls on one enterprise, in the fewest visits that the rules admit."""
