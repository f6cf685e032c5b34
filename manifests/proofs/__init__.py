"""Proof for whoever does not take our word: signatures that anybody can check with a public key."""
