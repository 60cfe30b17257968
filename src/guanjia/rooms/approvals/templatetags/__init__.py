"""Words of approvals in templates."""
