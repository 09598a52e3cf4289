"""The gateways: the time that they go by, and which of them are ready (rule C9)."""
