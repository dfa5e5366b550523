"""The knowledge: what is in the files, what follows from them, and whether it is true."""
