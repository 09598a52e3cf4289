"""What scoring does: one function a use case."""
