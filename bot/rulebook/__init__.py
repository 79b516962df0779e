"""From YAML to the rules in force."""
