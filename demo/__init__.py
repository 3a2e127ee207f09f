"""The product on stage: started against the sandbox, told as a story, photographed."""
