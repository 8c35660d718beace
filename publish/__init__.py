"""The course for readers without a kernel: storyboards, the site, and slides."""
