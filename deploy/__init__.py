"""How the house is set up and run; it may know every room, and no room knows it."""
