"""Tests of sponsorship."""
