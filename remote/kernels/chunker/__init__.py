"""Kernels that find phrases."""
