"""Commands of `./dasai` that are not an area of their own."""
