"""The record over HTTP: every read model as it was at any event, for whoever is at this machine; nothing is written."""
