"""The demo county 青岚县: invented people and units, and one real catalog."""
