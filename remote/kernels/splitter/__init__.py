"""Kernels that find sentences."""
