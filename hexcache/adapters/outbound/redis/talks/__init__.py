"""What the stores do, as talks: one module for each index kind, for provisioning, and for values."""
