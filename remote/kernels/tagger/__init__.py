"""Kernels that tag words."""
