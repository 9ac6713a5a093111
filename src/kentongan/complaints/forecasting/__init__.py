"""How long things take here, and what that means for the open reports of the coming week."""
