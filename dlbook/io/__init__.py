"""In and out: what the course reads from a disk, writes to it, and shows meanwhile."""
