"""Kernels that find names."""
