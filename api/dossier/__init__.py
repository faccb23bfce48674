"""The dossier of a round: everything that a stranger needs to work the whole of it out anew, in one zip."""
