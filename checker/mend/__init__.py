"""What changes files for people: mending what rules found, and beginning a new migration."""
