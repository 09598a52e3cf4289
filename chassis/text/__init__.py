"""Texts as people type them: what of them can be seen, and when two of them are the same.

Pure functions over tables that come with the packages in `locks/`; models may import them.
"""
