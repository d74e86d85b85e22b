"""The quarterly report (kvartalsrapport): what was promised, what came of it, and from what."""
