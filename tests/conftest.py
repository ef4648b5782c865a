import original  # noqa: F401  prepares Theano and Lasagne before any test module imports them
