"""Changes the content safely: drafts, review, replay, publishing."""
