/// Placeholder until the items are there.
