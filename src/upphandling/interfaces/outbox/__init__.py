"""The outbox put together: from the file of subscriptions to postmen at work."""
