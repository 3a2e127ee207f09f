"""The catalogue: what Fivetran offers, what `services.yaml` knows better, and finding it from what people type."""
