"""Shows the conversation, the leads' pages and the editors' pages over HTTP. Decides nothing."""
