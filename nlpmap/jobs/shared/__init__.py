"""Jobs that many hosts share, by a folder or a bucket that all of them see: a plan, claims, and whole files."""

from .done_so_far import status_of_parts, verify_parts
from .retrying_parts import retry_parts
from .working import annotate_in_parts, part_numbers, work, work_on

__all__ = ["annotate_in_parts", "part_numbers", "retry_parts", "status_of_parts", "verify_parts", "work", "work_on"]
