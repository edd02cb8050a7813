"""Everything that can be wrong with a text or a module once it can be read. Each room looks at one thing and notes what it finds."""
