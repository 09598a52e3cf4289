"""What publicity does: one function a use case."""
