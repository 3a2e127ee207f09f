"""Who approves requests, as the approval policy of `services.yaml` says."""
