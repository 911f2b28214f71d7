"""Evaluate queries in processes of their own: start them, ask them, shut them in, end them."""
