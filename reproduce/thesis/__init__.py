"""The thesis' numbers and claims, and our readings of what it leaves open."""
