"""What review does: one function a use case."""
