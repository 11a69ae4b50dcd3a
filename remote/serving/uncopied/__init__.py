"""Large bytes over an execnet channel, which are not copied on their way but by the system."""
