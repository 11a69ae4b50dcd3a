"""A report: one page that shows what a corpus is, and needs no network."""

from .report import report_html, write_report

__all__ = ["report_html", "write_report"]
