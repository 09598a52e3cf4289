"""`./dasai load`: the weeks to the last second before a deadline, and if what was acknowledged is what is stored."""
