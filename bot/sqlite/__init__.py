"""What only SQLite needs: locks for one writer and one process, and a log to empty."""
