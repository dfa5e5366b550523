"""Turns reference tables and the report's text into the project's own Turtle."""
