"""Views: whose rights they read with, and what they show."""
