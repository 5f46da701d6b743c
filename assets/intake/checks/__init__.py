"""
Checks: each one small file here that sets `CHECK`; adding one touches nothing else.

A check is a machine word, a severity, a sentence, and SQL that finds its rows in the staging tables. They run in
stages: `rows` (each row by itself), `identity` (which asset a row is, numbers sent twice), `network` (pipes joined).
What rejects in one stage is out of the next.
"""

from assets.intake.checks.check import IDENTITY, NETWORK, ROWS, Check, all_checks, run, sentence

__all__ = ["IDENTITY", "NETWORK", "ROWS", "Check", "all_checks", "run", "sentence"]
