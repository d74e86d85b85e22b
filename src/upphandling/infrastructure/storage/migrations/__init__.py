"""The steps that build the store's tables, run by `schema.upgrade`."""
