"""The far end of the map: takes runs and batches from the coordinator, and serves any worker module."""
