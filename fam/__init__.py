"""FAM Westkreis: families across SGB II and SGB VIII, from the proposal to the growth curve."""
