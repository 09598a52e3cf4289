"""What registration does: one function a use case, a module an area."""
