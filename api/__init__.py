"""Everything a person or a program meets: the command line. The one place that wires the layers together."""

__version__ = "0.1.0"
