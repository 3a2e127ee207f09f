"""The catalog: Fivetran's connector types, the overrides of `services.yaml`, and the search."""
