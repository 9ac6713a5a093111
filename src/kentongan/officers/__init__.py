"""What the pages of officers and administrators share: the door, the hats, the frame."""
