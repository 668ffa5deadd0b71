"""Steps of the pipeline: who starts them, who rescues them, and the work tables they take their batches from."""
