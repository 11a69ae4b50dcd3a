"""How messages reach a worker: execnet gateways, or a thread of this process."""
