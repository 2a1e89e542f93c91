"""What every floor stands on: errors, the actor, workflows, the clock, words and numbers in Vietnamese."""
