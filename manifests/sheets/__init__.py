"""What of batches and manifests is taken in and given out as spreadsheets."""
