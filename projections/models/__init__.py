"""Read models: tables that follow the log, keep every version of every row, and can be built anew beside themselves."""
