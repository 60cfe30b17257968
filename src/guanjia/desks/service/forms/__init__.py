"""What the service desk fills in; shape only, what the trade decides is the verbs'."""
