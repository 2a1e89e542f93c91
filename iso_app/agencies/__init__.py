"""The agencies of a province over time: the tree, groups, departments."""
