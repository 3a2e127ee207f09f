"""The catalogue: what Fivetran offers, what `services.yaml` knows better, and how it is found."""
