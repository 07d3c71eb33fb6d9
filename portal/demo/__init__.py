"""Demonstration content: invented people, real literature, pages nobody should be treated by."""
