"""What is inferred: addresses, weak spots, payment adoption; frames in, frames out."""
