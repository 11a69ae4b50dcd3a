"""Workers as processes of this machine: their pipes, and what ends them when this one is killed."""
