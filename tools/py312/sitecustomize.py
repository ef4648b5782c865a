"""On the path while Theano-PyMC is built on Python 3.12, whose configparser lacks what its setup.py calls."""

import configparser

if not hasattr(configparser, "SafeConfigParser"):

    class SafeConfigParser(configparser.ConfigParser):
        readfp = configparser.ConfigParser.read_file

    configparser.SafeConfigParser = SafeConfigParser
