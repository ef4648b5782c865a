"""The command ``reproduce``: its arguments and its subcommands."""
