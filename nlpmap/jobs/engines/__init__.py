"""Engines that people have already: each part of a job that hosts share is one of their tasks."""
